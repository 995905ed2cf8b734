import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { CHECKOUT } from './rig';

/** The packages that are published, in the order in which one needs the other. */
const PACKAGES = ['core', 'nx-cross'] as const;

/** Outside of the checkout, and kept from run to run: an Nx takes a quarter of a minute to install. */
const CACHE = join(tmpdir(), 'nx-cross-e2e');

/**
 * A folder with a `node_modules` of its own, as `npm install` would leave it: Nx and its devkit of that version, and
 * our packages from their tarballs. The checkout's own would not do: Node resolves a linked package's peers there.
 */
export async function installNx(version: string): Promise<string> {
  const registry = await installedFromRegistry(version);
  const folder = mkdtempSync(join(tmpdir(), 'nx-cross-installed-'));
  await execa('cp', ['--archive', '--link', join(registry, 'node_modules'), folder]);
  for (const tarball of await packPackages(folder)) {
    const target = join(folder, 'node_modules', tarball.name);
    mkdirSync(target, { recursive: true });
    await execa('tar', ['--extract', '--file', tarball.path, '--directory', target, '--strip-components=1']);
  }
  return join(folder, 'node_modules');
}

export interface Tarball {
  readonly name: string;
  readonly version: string;
  /** Absolute. */
  readonly path: string;
}

/** `npm pack` of the packages as they are built. */
export async function packPackages(destination: string): Promise<readonly Tarball[]> {
  const folders = PACKAGES.map((name) => join(CHECKOUT, 'packages', name));
  const argv = ['pack', '--json', '--ignore-scripts', `--pack-destination=${destination}`, ...folders];
  const { stdout } = await execa('npm', argv, { cwd: destination, env: withoutNpm(), extendEnv: false });
  const packed = Object.values(
    JSON.parse(stdout) as Record<string, { name: string; version: string; filename: string }>,
  );
  return packed.map(({ name, version, filename }) => ({ name, version, path: join(destination, filename) }));
}

/** Under `npm run`, the settings of the checkout stand in the environment: its workspaces, its prefix. */
export function withoutNpm(): Record<string, string> {
  const own = Object.entries(process.env).filter(([name]) => !/^npm_/i.test(name));
  return Object.fromEntries(own.filter((entry): entry is [string, string] => entry[1] !== undefined));
}

async function installedFromRegistry(version: string): Promise<string> {
  const wanted = [`nx@${version}`, `@nx/devkit@${version}`, ...dependencies()];
  const digest = createHash('sha256').update(wanted.join('\n')).digest('hex').slice(0, 12);
  const folder = join(CACHE, `nx-${version}-${digest}`);
  if (existsSync(folder)) return folder;
  mkdirSync(CACHE, { recursive: true });
  const making = mkdtempSync(join(CACHE, 'making-'));
  writeFileSync(join(making, 'package.json'), '{ "private": true }\n');
  const flags = ['--no-audit', '--no-fund', '--no-package-lock', '--prefer-offline'];
  await execa('npm', ['install', ...flags, ...wanted], { cwd: making, env: withoutNpm(), extendEnv: false });
  // In one step, so that a test that is stopped half-way leaves nothing that looks whole.
  if (existsSync(folder)) rmSync(making, { recursive: true });
  else renameSync(making, folder);
  return folder;
}

/** What our packages depend on, but for each other. */
function dependencies(): string[] {
  const all = PACKAGES.flatMap((name) => {
    const text = readFileSync(join(CHECKOUT, 'packages', name, 'package.json'), 'utf8');
    return Object.entries((JSON.parse(text) as { dependencies: Record<string, string> }).dependencies);
  });
  const foreign = all.filter(([name]) => !name.startsWith('@nx-cross/'));
  return [...new Set(foreign.map(([name, version]) => `${name}@${version}`))].sort();
}
