/** Everything, unit and end to end, with what it needs provisioned: `npm test`. */
import { installDependencies } from './dependencies.mjs';
import { provision } from './provision.mjs';
import { nx } from './repository.mjs';

installDependencies();
const { env } = await provision();
nx(['run-many', '--targets=build,lint,test,e2e', '--parallel=1', '--outputStyle=stream'], {
  env: { ...process.env, ...env },
});
