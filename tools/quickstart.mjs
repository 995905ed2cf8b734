/** From a fresh clone to a release of the example for all of its platforms: `npm run quickstart`. */
import { dirname, join } from 'node:path';
import { installDependencies } from './dependencies.mjs';
import { provision } from './provision.mjs';
import { nx, repository, run } from './repository.mjs';

installDependencies();
const { env } = await provision({ purpose: 'build' });
const environment = { ...process.env, ...env };
const example = join(repository, 'examples', 'acme');

nx(['run-many', '--targets=build', '--outputStyle=static'], { env: environment });
run([process.execPath, join(repository, 'packages', 'nx-cross', 'dist', 'cli', 'main.js'), 'setup'], {
  cwd: example,
  env: environment,
});
// The tags of this repository are not the example's.
const own = { ...environment, GIT_CEILING_DIRECTORIES: dirname(example) };
nx(['run', 'acme:publish'], { cwd: example, env: own });
