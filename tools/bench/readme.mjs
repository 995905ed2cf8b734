/** An edit of the workspace's README: what runs, what is started, and what Nx takes for as many tasks that do nothing. */
import { appendFileSync } from 'node:fs';
import { emptyExecutor, mirrorWorkspace, trueCommand } from './mirror.mjs';
import { compare, runPairs, verdict } from './pairs.mjs';
import { primeExample, wholeRelease } from './example.mjs';
import { compilersAsked, compilersAtWork, requireStrace, tracePrograms } from './programs.mjs';
import { expectTasks, nxCommand } from './workspaces.mjs';

const readsReadme = (target) => target.startsWith('package--') || target === 'checksum-all';

export const readme = {
  name: 'readme',
  title: 'README edit: the example packed anew, against as many tasks that do nothing',
  rounds: 7,
  async run({ rounds, env, only }) {
    await requireStrace();
    const { workspace, tasks, packageTasks } = primeExample('readme', { env, only });
    const counts = { ran: packageTasks + 1, cached: tasks - packageTasks - 1 };
    const measureEdit = (side) => {
      edit(side);
      const took = side.nx(wholeRelease);
      expectTasks(side, counts);
      return took;
    };
    const against = (work) => {
      const mirror = mirrorWorkspace('empty', workspace, wholeRelease, { work, readsReadme });
      mirror.nx(wholeRelease);
      return runPairs({
        rounds,
        warmUps: 1,
        ours: () => measureEdit(workspace),
        theirs: () => measureEdit(mirror),
      });
    };
    const [empty, commands] = [against(emptyExecutor), against(trueCommand)];
    return {
      lines: [
        countCompilers(workspace, counts),
        compare('against an executor that does nothing', empty, 1, (side) => side.wallSeconds),
        compare('the same, CPU time', empty, undefined, (side) => side.cpuSeconds),
        compare(
          'against `true`, which needs no process of an executor',
          commands,
          undefined,
          (side) => side.wallSeconds,
        ),
      ],
      other: 'Nx alone',
      note: `${counts.ran} tasks ran, ${counts.cached} came from the cache, on either side, without a daemon. Programs were counted by strace, compilers and linkers that were only asked for their version apart.`,
    };
  },
};

function countCompilers(workspace, counts) {
  edit(workspace);
  const programs = tracePrograms(workspace, nxCommand(wholeRelease));
  expectTasks(workspace, counts);
  const [work, asked] = [compilersAtWork(programs).length, compilersAsked(programs).length];
  return {
    what: 'compilers and linkers at work',
    ours: String(work),
    theirs: '0',
    ratio: '–',
    spread: `${asked} asked for a version`,
    ...verdict('0', work === 0),
  };
}

function edit({ path }) {
  appendFileSync(path('README.md'), `Edited at ${process.hrtime.bigint()}.\n`);
}
