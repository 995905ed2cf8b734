/** Nothing changed: the example's tasks, all in the cache, against as many cached commands of Nx's own. */
import { mirrorWorkspace, trueCommand } from './mirror.mjs';
import { compare, runPairs } from './pairs.mjs';
import { primeExample, wholeRelease } from './example.mjs';
import { expectTasks, startDaemon } from './workspaces.mjs';

export const unchanged = {
  name: 'unchanged',
  title: 'Nothing changed: the example from the cache, against as many cached `true` commands',
  rounds: 9,
  run({ rounds, env, only }) {
    const { workspace, tasks } = primeExample('unchanged', { env, only });
    const mirror = mirrorWorkspace('true', workspace, wholeRelease, { work: trueCommand });
    mirror.nx(wholeRelease);
    expectTasks(mirror, { ran: tasks, cached: 0 });
    const replay = (side, more) => {
      const took = side.nx(wholeRelease, more);
      expectTasks(side, { ran: 0, cached: tasks });
      return took;
    };
    const alone = runPairs({ rounds, warmUps: 1, ours: () => replay(workspace), theirs: () => replay(mirror) });
    const [ours, theirs] = [startDaemon(workspace), startDaemon(mirror)];
    const helped = runPairs({
      rounds,
      warmUps: 2,
      ours: () => replay(workspace, ours),
      theirs: () => replay(mirror, theirs),
    });
    return {
      lines: [
        compare('without a daemon', alone, 1.2, (side) => side.wallSeconds),
        compare('without a daemon, CPU time', alone, undefined, (side) => side.cpuSeconds),
        compare('with the daemon', helped, 1.2, (side) => side.wallSeconds),
      ],
      other: 'Nx and `true`',
      note: `\`nx ${wholeRelease.join(' ')}\`: ${tasks} tasks on either side, with the same dependencies, all from the cache and their outputs in place. The right side has no plugin at all.`,
    };
  },
};
