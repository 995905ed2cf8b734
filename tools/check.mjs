/** What must hold before a commit: build, types, lint, boundaries, unit tests, format, generated files: `npm run check`. */
import { join } from 'node:path';
import { installDependencies } from './dependencies.mjs';
import { nx, repository, run } from './repository.mjs';

installDependencies();
nx(['run-many', '--targets=build,lint,test', '--outputStyle=static']);
run([process.execPath, join(repository, 'tools', 'generate.mjs'), '--check']);
run(['npx', '--no', 'prettier', '--check', '.']);
