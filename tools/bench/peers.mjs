/** Other release tools, installed from their registries into a folder of the user's cache. */
import { existsSync, mkdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { ask, run } from '../provision/run.mjs';

const folder = join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'nx-cross-bench');

export const goreleaser = {
  name: 'GoReleaser',
  version: '2.16.0',
  bin: join(folder, 'goreleaser-2.16.0'),
  program: 'goreleaser',
  needs: 'go',
  install: (bin, env) =>
    run('go', ['install', 'github.com/goreleaser/goreleaser/v2@v2.16.0'], { env: { ...env, GOBIN: bin } }),
};

export const dist = {
  name: 'dist',
  version: '0.31.0',
  bin: join(folder, 'dist-0.31.0', 'bin'),
  program: 'dist',
  needs: 'cargo',
  install: (bin, env) =>
    run('cargo', ['install', 'cargo-dist', '--version', '0.31.0', '--locked', '--root', join(bin, '..')], { env }),
};

/** The tool's program, installed where it is absent; or a sentence that says why it cannot be had. */
export async function findPeer({ name, version, bin, program, needs, install }, env) {
  const path = join(bin, program);
  if (existsSync(path)) return { path, version };
  if ((await ask(needs, [needs === 'go' ? 'version' : '--version'], { env })) === undefined)
    return { skipped: `${name} ${version} is installed with ${needs}, which is not there` };
  console.log(`  installing ${name} ${version} …`);
  mkdirSync(bin, { recursive: true });
  try {
    await install(bin, env);
    return { path, version };
  } catch (error) {
    return { skipped: `${name} ${version} could not be installed: ${error.message.split('\n', 1)[0]}` };
  }
}
