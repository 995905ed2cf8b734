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
    const prime = (name, idle) => {
      const mirror = mirrorWorkspace(name, workspace, wholeRelease, { work: trueCommand, idle });
      mirror.nx(wholeRelease);
      expectTasks(mirror, { ran: tasks, cached: 0 });
      return mirror;
    };
    const [plain, idle] = [prime('true', false), prime('idle', true)];
    const replay = (side, more) => {
      const took = side.nx(wholeRelease, more);
      expectTasks(side, { ran: 0, cached: tasks });
      return took;
    };
    const pairs = (mirror, more) =>
      runPairs({ rounds, warmUps: 2, ours: () => replay(workspace, more), theirs: () => replay(mirror, more) });
    const [alone, besideIdle] = [pairs(plain), pairs(idle)];
    const [withDaemon] = [workspace, plain, idle].map(startDaemon);
    const [helped, helpedBesideIdle] = [pairs(plain, withDaemon), pairs(idle, withDaemon)];
    return {
      lines: [
        compare('without a daemon', alone, 1.2, wall),
        compare('without a daemon, CPU time', alone, undefined, (side) => side.cpuSeconds),
        compare('with the daemon', helped, 1.2, wall),
        compare('without a daemon, against Nx with a plugin that does nothing', besideIdle, undefined, wall),
        compare('with the daemon, against Nx with a plugin that does nothing', helpedBesideIdle, undefined, wall),
      ],
      other: 'Nx and `true`',
      note: `\`nx ${wholeRelease.join(' ')}\`: ${tasks} tasks on either side, with the same dependencies, all from the cache and their outputs in place. The right side has no plugin at all; in the last two lines, one with the hooks of nx-cross, none of which does anything: what Nx takes to start the process of any plugin.`,
    };
  },
};

const wall = (side) => side.wallSeconds;
