import { Rig } from '@nx-cross/testing';
import { DisturbedRelease, releaseFiles } from './disturbed-release';
import { WORKSPACE } from './history-workspace';
import type { Beginning } from './plan-moment';
import type { Room } from './plan-room';
import { planRoom } from './plan-room';
import { SmallDisk } from './small-disk';
import { soakShare } from './soak-count';

const share = soakShare('disks', 4, __filename);
// Longer than three runs of the release take on a busy machine.
jest.setTimeout(5 * 60_000 + share.seeds.length * 5 * 60_000);

/** A line of a stack in our own code: what should have been a failure with a sentence was thrown as a bug. */
const THROWN = /^.*\bat .*\/(packages|node_modules)\/(@?nx-cross|core)\/.*$/m;

describe('a release on a disk that becomes full', () => {
  const disk = new SmallDisk();
  const rig = new Rig({ files: releaseFiles(), ...WORKSPACE, folder: disk.folder });
  const release = new DisturbedRelease(rig);
  const figures = { disks: 0, 'large enough': 0, 'without tables': 0, wrong: 0 };
  let written: Readonly<Record<Beginning, number>>;
  afterAll(async () => {
    await rig.dispose();
    disk.dispose();
  });

  beforeAll(async () => {
    written = await release.measure(() => disk.used());
  });

  /** Runs the release with little room, and makes room again; what is wrong with how it ended. */
  async function runOutOfRoom({ beginning, part }: Room): Promise<readonly string[]> {
    release.begin(beginning);
    disk.leave(part * written[beginning]);
    const finished = await release.run();
    disk.makeRoom();
    if (finished.exitCode === 0) {
      figures['large enough'] += 1;
      return [];
    }
    const thrown = THROWN.test(finished.output) ? [`an error without words:\n${finished.output}`] : [];
    return [...thrown, ...release.leftFiles().map((line) => `at once: ${line}`)];
  }

  /** Where there was no room for the tables of Nx's own database, Nx refuses every command until it is told to begin anew. */
  async function recover(): Promise<readonly string[]> {
    const wrong = await release.recover();
    if (!wrong.some((line) => line.includes('no such table'))) return wrong;
    figures['without tables'] += 1;
    expect(await rig.nx(['reset'])).toMatchObject({ exitCode: 0 });
    return release.recover();
  }

  it('ends in the same bytes once there is room, and leaves nothing behind', async () => {
    const failed: string[] = [];
    for (const seed of share.seeds) {
      const room = planRoom(seed);
      const wrong = [...(await runOutOfRoom(room)), ...(await recover())];
      figures.disks += 1;
      figures.wrong += wrong.length;
      const what = `${room.beginning}, room for ${String(Math.round(room.part * 100))} %`;
      if (wrong.length > 0) failed.push([`disk ${String(seed)}: ${what}`, ...wrong, share.repeat(seed)].join('\n'));
      share.progress(figures.disks, wrong.length > 0 ? (failed.at(-1) ?? '') : what);
      share.report(figures);
    }
    expect(failed).toEqual([]);
    expect(figures['large enough']).toBeLessThan(figures.disks);
  });
});
