/**
 * What must hold before a commit: build, lint (with types and boundaries), unit tests, generated files, format:
 * `npm run check`.
 */
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { installDependencies } from './dependencies.mjs';
import { nx, repository, run } from './repository.mjs';

export function check({ env = process.env } = {}) {
  nx(['run-many', '--targets=build,lint,test', '--parallel=1', '--outputStyle=static'], { env });
  run([process.execPath, join(repository, 'tools', 'generate.mjs'), '--check']);
  run([process.execPath, join(repository, 'node_modules', 'prettier', 'bin', 'prettier.cjs'), '--check', '.']);
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  installDependencies();
  check();
}
