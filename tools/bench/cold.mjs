/**
 * The example's release from nothing, against the bare cargo calls of its compile tasks, one after another: what does
 * being a task graph cost, and what does it bring?
 */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { execFileSync, spawnSync } from 'node:child_process';
import { copyExample, units } from './example.mjs';
import { readExecutors, watchExecutors } from './executors.mjs';
import { measure } from './measure.mjs';
import { compare, runPairs } from './pairs.mjs';
import { expectTasks, nxCrossProgram } from './workspaces.mjs';

const stagesOfPlatform = 4; // compile, strip, verify, package

export const cold = {
  name: 'cold',
  title: 'Cold: the example from nothing, against its bare cargo calls',
  rounds: 3,
  run({ rounds, env, only }) {
    const { workspace: graph } = copyExample('cold', { env, only });
    const { workspace: bare, platforms } = copyExample('bare', { env, only });
    const plans = units.flatMap((unit) => platforms.map((platform) => readPlan(bare, unit, platform)));
    const results = runPairs({
      rounds,
      ours: () => release(graph, plans.length * stagesOfPlatform + 1),
      theirs: () => runCalls(bare, plans),
    });
    for (const plan of plans) expectSameBinaries(plan, graph, bare);
    return {
      lines: [
        compare('CPU time of the compile tasks', results, 1.05, (side) => side.cpuSeconds),
        compare('the whole release', results, 1, (side) => side.wallSeconds),
      ],
      other: 'cargo',
      note: `${plans.length} compiles of ${units.length} programs for ${platforms.length} platforms. Both sides end with the same binaries, byte for byte; the left one also strips, verifies, packs and checksums them. Registry crates were on disk.`,
    };
  },
};

function readPlan({ root, env }, unit, platform) {
  const words = [nxCrossProgram, 'plan', unit, `--target=${platform}`, '--json'];
  const { status, stdout, stderr } = spawnSync(process.execPath, words, { cwd: root, env, encoding: 'utf8' });
  if (status !== 0) throw new Error(`nx-cross plan ${unit} --target=${platform}: ${stderr}`);
  return JSON.parse(stdout);
}

function release(workspace, tasks) {
  workspace.remove('target', 'dist', '.nx');
  const { wallSeconds } = workspace.nx(['run', 'acme:checksum-all'], watchExecutors(workspace));
  expectTasks(workspace, { ran: tasks, cached: 0 });
  const compiles = readExecutors(workspace).filter(({ target }) => target.startsWith('cross-compile--'));
  return { wallSeconds, cpuSeconds: sum(compiles, 'cpuSeconds') };
}

function runCalls(workspace, plans) {
  workspace.remove('target');
  const calls = plans.flatMap((plan) => plan.calls);
  const took = calls.map(({ argv, cwd, env }) => measure(argv, { cwd, env }));
  return { wallSeconds: sum(took, 'wallSeconds'), cpuSeconds: sum(took, 'cpuSeconds') };
}

/** The plan's last step, which takes the standard library's debug information out, is not in the time of the bare calls. */
function expectSameBinaries({ unit, platform, calls, dropDebug }, graph, bare) {
  const extension = platform.includes('windows') ? '.exe' : '';
  for (const name of calls.flatMap(({ binaries }) => binaries)) {
    const [own, other] = [
      graph.path('dist', unit, platform, 'cross-compile', name + extension),
      bare.path('target', 'nx-cross', 'host', platform, 'release', name + extension),
    ];
    if (dropDebug !== undefined) {
      const [program, ...words] = dropDebug.argv;
      execFileSync(program, [...words, other], { env: { ...bare.env, ...dropDebug.env } });
    }
    if (digest(own) !== digest(other)) throw new Error(`${own} and ${other} differ`);
  }
}

function digest(path) {
  return createHash('sha256').update(readFileSync(path)).digest('hex');
}

function sum(items, key) {
  return items.reduce((total, item) => total + item[key], 0);
}
