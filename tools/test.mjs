/** Everything, unit and end to end, with what it needs provisioned: `npm test`. */
import { check } from './check.mjs';
import { installDependencies } from './dependencies.mjs';
import { provision } from './provision.mjs';
import { nx } from './repository.mjs';

installDependencies();
const { env } = await provision();
const environment = { ...process.env, ...env };
check({ env: environment });
nx(['run-many', '--targets=e2e', '--outputStyle=stream'], { env: environment });
