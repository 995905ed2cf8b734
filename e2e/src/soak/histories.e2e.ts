import { Rig } from '@nx-cross/testing';
import { applyFiles } from './apply-files';
import { checkRelease } from './check-release';
import { CleanBuild } from './clean-build';
import { FIRST_STATE } from './edits';
import { MUSL, NATIVE, WORKSPACE } from './history-workspace';
import type { History, Step } from './plan-history';
import { planHistory } from './plan-history';
import { renderEnvironment, renderFiles } from './render-state';
import { SeenTasks } from './seen-tasks';
import { soakShare } from './soak-count';

const share = soakShare('histories', 8, __filename);
// Longer than a step takes on a busy machine.
jest.setTimeout(60_000 + share.seeds.length * 4 * 60_000);

/** All histories share one cache: a wrong entry that one leaves shows in another. */
describe('small edits, one after another', () => {
  const rig = new Rig({ files: renderFiles(FIRST_STATE), ...WORKSPACE });
  const clean = new CleanBuild();
  const seen = new SeenTasks(rig);
  const figures = { histories: 0, steps: 0, tasks: 0, ran: 0, wrong: 0, needless: 0 };
  let state = FIRST_STATE;
  afterAll(() => Promise.all([rig.dispose(), clean.dispose()]));

  /** Makes the step's edits and runs its release; returns what is wrong with it. */
  async function take(step: Step, history: History): Promise<readonly string[]> {
    applyFiles(rig, renderFiles(state), renderFiles(step.state));
    state = step.state;
    const target = history.musl ? 'pair:checksum-all' : 'pair:checksum--native';
    // Nx's own switch: a third of what a step costs is plugins that start, each in a process of its own.
    const run = await rig.nx(['run', target], { env: { ...renderEnvironment(state), NX_ISOLATE_PLUGINS: 'false' } });
    if (run.exitCode !== 0) return [`nx ended with ${String(run.exitCode)}:\n${run.output}`];
    const needless = seen.add(run.tasks, state, history.seed);
    const wrong = await checkRelease(rig, state, history.musl ? [NATIVE, MUSL] : [NATIVE], clean);
    figures.steps += 1;
    figures.tasks += run.tasks.length;
    figures.ran += run.tasks.filter(({ status }) => status === 'success').length;
    figures.wrong += wrong.length;
    figures.needless += needless.length;
    return [
      ...wrong,
      ...needless.map(
        ({ task, seed }) =>
          `${task} ran, though nothing had changed for it since history ${String(seed)}: ${share.repeat(seed, history.seed)}`,
      ),
    ];
  }

  /** What went wrong in the first step where anything did. */
  async function live(history: History): Promise<string | undefined> {
    for (const [index, step] of history.steps.entries()) {
      // A state that has no clean build is a finding like any other.
      const problems = await take(step, history).catch((error: unknown) => [String(error)]);
      if (problems.length === 0) continue;
      const edits = history.steps.slice(0, index + 1).map((each) => `  ${each.edits.join('; ')}`);
      return [`history ${String(history.seed)}:`, ...edits, ...problems, share.repeat(history.seed)].join('\n');
    }
    return undefined;
  }

  it('end in what a clean build makes, and run nothing again that was there', async () => {
    const failed: string[] = [];
    for (const seed of share.seeds) {
      const history = planHistory(seed);
      const problem = await live(history);
      figures.histories += 1;
      if (problem !== undefined) failed.push(problem);
      share.progress(figures.histories, problem ?? `${String(figures.steps)} steps, ${String(seen.count)} tasks`);
      share.report(figures);
    }
    expect(failed).toEqual([]);
    // A cache that never hit would pass everything above.
    expect(figures.tasks).toBeGreaterThan(figures.ran);
  });
});
