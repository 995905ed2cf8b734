import type { ReleaseTask } from './release-task';
import type { Secrets } from './nested-nx';
import { runNxTasks } from './nested-nx';

/** Runs the smoke tasks of all platforms that a unit requires: nothing is published that did not run. */
export async function runRequiredSmoke(
  { members, env }: ReleaseTask,
  workspaceRoot: string,
  secrets?: Secrets,
): Promise<boolean> {
  for (const { unit, projectName, names, platforms } of members) {
    const required = platforms.filter((platform) => unit.optionsFor(platform).smoke.required);
    if (required.length === 0) continue;
    const targets = required.map(({ id }) => names.forPlatform('smoke', id));
    if (!(await runNxTasks({ workspaceRoot, projects: [projectName], targets, env }, secrets))) return false;
  }
  return true;
}
