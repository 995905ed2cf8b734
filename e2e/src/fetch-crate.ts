import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * Puts the sources of a program, as crates.io has them, into a folder. Cargo fetches them as the dependency of a crate
 * that is never built; of a dependency without a library `cargo metadata` says nothing, so cargo's own folder is read.
 */
export function fetchCrate(name: string, version: string, destination: string): void {
  const scratch = mkdtempSync(join(tmpdir(), 'nx-cross-fetch-'));
  try {
    mkdirSync(join(scratch, 'src'));
    writeFileSync(join(scratch, 'src', 'lib.rs'), '');
    const manifest = `[package]\nname = "fetching"\nversion = "0.0.0"\nedition = "2021"\n[dependencies]\n${name} = "=${version}"\n`;
    writeFileSync(join(scratch, 'Cargo.toml'), manifest);
    execFileSync('cargo', ['fetch'], { cwd: scratch, stdio: 'pipe' });
  } finally {
    rmSync(scratch, { recursive: true });
  }
  const registries = join(process.env['CARGO_HOME'] ?? join(homedir(), '.cargo'), 'registry', 'src');
  const fetched = readdirSync(registries).map((registry) => join(registries, registry, `${name}-${version}`));
  const source = fetched.find((folder) => existsSync(folder));
  if (source === undefined) throw new Error(`cargo fetched no ${name} ${version}`);
  cpSync(source, destination, { recursive: true });
}
