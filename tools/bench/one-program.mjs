/** One program of crates.io as a workspace: what release tools for a single crate can do as well. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { makeWorkspace, nxCrossProgram, temporaryFolder } from './workspaces.mjs';

export const program = { name: 'hexyl', version: '0.16.0' };

/** Its sources, fetched once by cargo as the dependency of a crate that is never built. */
export function fetchProgram(env) {
  const scratch = temporaryFolder('fetch');
  mkdirSync(join(scratch, 'src'));
  writeFileSync(join(scratch, 'src', 'lib.rs'), '');
  const dependency = `[dependencies]\n${program.name} = "=${program.version}"\n`;
  writeFileSync(
    join(scratch, 'Cargo.toml'),
    `[package]\nname = "fetching"\nversion = "0.0.0"\nedition = "2021"\n${dependency}`,
  );
  execFileSync('cargo', ['fetch'], { cwd: scratch, env: { ...process.env, ...env }, stdio: 'pipe' });
  const registries = join(process.env.CARGO_HOME ?? join(homedir(), '.cargo'), 'registry', 'src');
  const source = readdirSync(registries)
    .map((registry) => join(registries, registry, `${program.name}-${program.version}`))
    .find((folder) => existsSync(folder));
  if (source === undefined) throw new Error(`cargo fetched no ${program.name} ${program.version}`);
  return source;
}

/** A checkout of it, committed and tagged as release tools expect. */
export function checkOut(name, { source, files, env }) {
  const workspace = makeWorkspace(name, { copy: source, files, env });
  const git = (...words) =>
    execFileSync('git', ['-c', 'user.name=bench', '-c', 'user.email=bench@localhost', ...words], {
      cwd: workspace.root,
      stdio: 'pipe',
    });
  git('init', '--quiet');
  git('add', '--all');
  git('commit', '--quiet', '--message=checkout');
  git('tag', `v${program.version}`);
  return workspace;
}

/** The nx.json that makes it a release of these platforms. */
export function releaseFiles(platforms) {
  const nxJson = {
    plugins: [{ plugin: 'nx-cross', options: { platforms } }],
    analytics: false,
    neverConnectToCloud: true,
  };
  return { 'nx.json': JSON.stringify(nxJson), 'nx-cross.json': '{}\n' };
}

/** The folder of the zig and cargo-zigbuild that `nx-cross setup` installed, so that both sides link with the same. */
export function pinnedTools(source, env) {
  const { root, env: whole } = checkOut('tools', { source, files: releaseFiles(['linux-aarch64']), env });
  const nxCross = (...words) =>
    execFileSync(process.execPath, [nxCrossProgram, ...words], { cwd: root, env: whole, encoding: 'utf8' });
  nxCross('setup');
  return dirname(JSON.parse(nxCross('plan', program.name, '--target=linux-aarch64', '--json')).calls[0].argv[0]);
}
