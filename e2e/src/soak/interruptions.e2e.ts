import { mkdirSync, readdirSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Finished } from '@nx-cross/testing';
import { Rig } from '@nx-cross/testing';
import { FIRST_STATE } from './edits';
import { readTree } from './file-tree';
import { WORKSPACE } from './history-workspace';
import type { Beginning, Moment } from './plan-moment';
import { BEGINNINGS, planMoment } from './plan-moment';
import { renderFiles } from './render-state';
import { soakShare } from './soak-count';

const share = soakShare('interruptions', 4, __filename);
// Longer than three runs of the release take on a busy machine.
jest.setTimeout(5 * 60_000 + share.seeds.length * 5 * 60_000);

/** Both programs must run before they are published, so that every stage there is takes part. */
function files(): Record<string, string> {
  const all: Record<string, string> = { ...renderFiles(FIRST_STATE) };
  for (const path of ['apps/greeter/nx-cross.json', 'apps/tool/nx-cross.json']) {
    all[path] = JSON.stringify({ ...(JSON.parse(all[path] ?? '') as object), smoke: { required: ['linux-*'] } });
  }
  return all;
}

describe('a release that is broken off at any moment', () => {
  const rig = new Rig({ files: files(), ...WORKSPACE });
  const temporary = rig.path('.rig', 'temporary');
  const figures = { moments: 0, 'too late': 0, wrong: 0 };
  const seconds: Partial<Record<Beginning, number>> = {};
  let undisturbed: Readonly<Record<string, string>> = {};
  afterAll(() => rig.dispose());

  const release = ['run', 'pair:publish'];
  const env = { TMPDIR: temporary };
  const run = (): Promise<Finished> => rig.nx(release, { env });

  function begin(beginning: Beginning): void {
    rig.remove('dist');
    if (beginning !== 'cached') rig.remove('.nx');
    if (beginning === 'cold') rig.remove('target');
    rig.remove('.rig/temporary');
    mkdirSync(temporary);
  }

  beforeAll(async () => {
    for (const beginning of BEGINNINGS) {
      begin(beginning);
      const start = performance.now();
      expect(await run()).toMatchObject({ exitCode: 0 });
      seconds[beginning] = (performance.now() - start) / 1000;
      const tree = readTree(rig.path('dist'));
      if (beginning === 'cold') undisturbed = tree;
      expect(tree).toEqual(undisturbed);
    }
    expect(rig.processes()).toEqual([]);
  });

  /** Starts the release and breaks it off; whether it had ended before. */
  async function breakOff({ beginning, ending, part }: Moment): Promise<boolean> {
    begin(beginning);
    const started = rig.startNx(release, { env });
    await sleep(part * (seconds[beginning] ?? 0) * 1000);
    if (ending === 'interrupt') started.interrupt();
    else started.kill(ending === 'kill the group' ? 'group' : 'alone');
    return (await started.finished).exitCode === 0;
  }

  /** What differs from an undisturbed release, file by file. */
  function compare(when: string): readonly string[] {
    const found = readTree(rig.path('dist'));
    return [...new Set([...Object.keys(found), ...Object.keys(undisturbed)])]
      .filter((path) => found[path] !== undisturbed[path])
      .map((path) => `${when}, dist/${path} is ${found[path] ?? 'missing'}, not ${undisturbed[path] ?? 'there'}`);
  }

  /** A worker of Nx whose Nx was killed before it connected waits for it, by Nx's own clock; nothing of ours waits. */
  async function leftProcesses(): Promise<readonly string[]> {
    for (const end = Date.now() + 60_000; Date.now() < end && rig.processes().length > 0;) await sleep(100);
    return rig.processes().map((line) => `still running: ${line}`);
  }

  /** The next run at once, with whatever the broken one still has running; then the cache alone. */
  async function recover(): Promise<readonly string[]> {
    const next = await run();
    if (next.exitCode !== 0) return [`the next run ended with ${String(next.exitCode)}:\n${next.output}`];
    const wrong = [...compare('after the next run'), ...(await leftProcesses())];
    const left = readdirSync(temporary).map((name) => `left over: ${name} in the temporary folder`);
    rig.remove('dist');
    const replayed = await run();
    if (replayed.exitCode !== 0) return [...wrong, ...left, `from the cache:\n${replayed.output}`];
    return [...wrong, ...left, ...compare('from the cache')];
  }

  it('ends in the same bytes when it is run again, and leaves nothing behind', async () => {
    const failed: string[] = [];
    for (const seed of share.seeds) {
      const moment = planMoment(seed);
      if (await breakOff(moment)) figures['too late'] += 1;
      const wrong = await recover();
      figures.moments += 1;
      figures.wrong += wrong.length;
      const { beginning, ending, part } = moment;
      const what = `${beginning}, ${ending} at ${String(Math.round(part * 100))} %`;
      if (wrong.length > 0) failed.push([`moment ${String(seed)}: ${what}`, ...wrong, share.repeat(seed)].join('\n'));
      share.progress(figures.moments, wrong.length > 0 ? (failed.at(-1) ?? '') : what);
      share.report(figures);
    }
    expect(failed).toEqual([]);
    // Some come too late where the machine has become idle meanwhile; if all do, nothing was broken off.
    expect(figures['too late']).toBeLessThan(figures.moments);
  });
});
