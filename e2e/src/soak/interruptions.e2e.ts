import { setTimeout as sleep } from 'node:timers/promises';
import { Rig } from '@nx-cross/testing';
import { DisturbedRelease, RELEASE, releaseFiles } from './disturbed-release';
import { WORKSPACE } from './history-workspace';
import type { Beginning, Moment } from './plan-moment';
import { planMoment } from './plan-moment';
import { soakShare } from './soak-count';

const share = soakShare('interruptions', 4, __filename);
// Longer than three runs of the release take on a busy machine.
jest.setTimeout(5 * 60_000 + share.seeds.length * 5 * 60_000);

describe('a release that is broken off at any moment', () => {
  const rig = new Rig({ files: releaseFiles(), ...WORKSPACE });
  const release = new DisturbedRelease(rig);
  const figures = { moments: 0, 'too late': 0, wrong: 0 };
  let milliseconds: Readonly<Record<Beginning, number>>;
  afterAll(() => rig.dispose());

  beforeAll(async () => {
    milliseconds = await release.measure(() => performance.now());
  });

  /** Starts the release and breaks it off; whether it had ended before. */
  async function breakOff({ beginning, ending, part }: Moment): Promise<boolean> {
    release.begin(beginning);
    const started = rig.startNx(RELEASE, { env: release.env });
    await sleep(part * milliseconds[beginning]);
    if (ending === 'interrupt') started.interrupt();
    else started.kill(ending === 'kill the group' ? 'group' : 'alone');
    return (await started.finished).exitCode === 0;
  }

  it('ends in the same bytes when it is run again, and leaves nothing behind', async () => {
    const failed: string[] = [];
    for (const seed of share.seeds) {
      const moment = planMoment(seed);
      if (await breakOff(moment)) figures['too late'] += 1;
      const wrong = await release.recover();
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
