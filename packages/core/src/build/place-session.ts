import { join } from 'node:path';
import type { Copy, Session } from '../container';
import { abortOnSignal, copyOfFile, inSession, sweep } from '../container';
import { Failure } from '../failure';
import type { Host } from '../toolchain';
import type { ChosenImage } from './choose-environment';
import type { ContainerPlace, ContainerWishes } from './container-environment';
import { directoryOf, hostInside, placeContainer } from './container-environment';
import { copyReason } from './file-access';
import type { Machine } from './machine';
import type { PlacedFiles } from './placed-files';
import { copiesFor, copyFiles, mountFiles, mountsToAsk } from './placed-files';
import { withProbe } from './probe-file';

/** What a stage's containers are to have. */
export interface PlaceRequest extends ContainerWishes {
  /** Absolute folder in which target directories lie. */
  readonly base: string;
  /** Folder of the cargo workspace, relative to the workspace's root. */
  readonly cargoRoot: string;
  /** What cargo and rustup read of the workspace before they compile anything, there or not; relative to its root. */
  readonly settings: readonly string[];
  /** Whether the work is done on files of the workspace; else it asks. */
  readonly writes: boolean;
}

/** A container of an image that waits. */
export interface PlaceSession {
  readonly session: Session;
  /** Its inside as a machine. */
  readonly inside: Host;
  readonly place: ContainerPlace;
}

type Work<T> = (there: PlaceSession) => Promise<T>;

/**
 * Works with what is in an image, in a container of it that is removed afterwards, an interruption or not; and finds out by
 * the way how files get there: mounted where the engine sees them and reads them fast, else copied. No address tells: a socket
 * here may lead to another machine, and a port there back to this one. So a container looks for a file that was written for it.
 */
export async function inPlace<T>(
  chosen: ChosenImage,
  request: PlaceRequest,
  machine: Machine,
  work: Work<T>,
): Promise<T> {
  // What a killed run has left is nobody's but ours to take away.
  await sweep(chosen.engine);
  const { base } = request;
  return abortOnSignal(() =>
    withProbe(join(base, '.nx-cross'), async (probe) => {
      const inFiles = placedIn(chosen, request, machine);
      const directory = directoryOf(chosen);
      const slow = copyReason(chosen.engine, machine.host.os);
      if (slow === undefined) {
        const seen = await inMounted(probe, (ask) => inFiles(mountFiles(base, directory, machine), ask), work);
        if (seen !== undefined) return seen.answer;
      }
      return inFiles(copyFiles(base, directory, machine, slow ?? 'unseen'), async (there) => {
        const copies = copiesFor(there.place.files, () => copySettings(request, machine));
        if (copies !== undefined) await there.session.put(copies);
        return work(there);
      });
    }),
  );
}

/** Undefined where the engine does not see this machine's files; nothing was done then. */
async function inMounted<T>(
  probe: string,
  open: <U>(ask: Work<U>) => Promise<U>,
  work: Work<T>,
): Promise<{ readonly answer: T } | undefined> {
  let isSeen = false;
  try {
    return await open(async (there) => {
      isSeen = await there.session.has(probe);
      return isSeen ? { answer: await work(there) } : undefined;
    });
  } catch (error) {
    // Once it was seen, a file that is not there is another one, and the work's own failure.
    if (isSeen || !isNotThere(error)) throw error;
    return undefined;
  }
}

function placedIn(chosen: ChosenImage, request: PlaceRequest, machine: Machine) {
  const { engine } = chosen;
  const cwd = join(machine.workspaceRoot, request.cargoRoot);
  return <T>(files: PlacedFiles, work: Work<T>): Promise<T> => {
    const place = placeContainer(chosen, files, request, machine);
    const { files: _asMounts, ...shape } = place;
    return inSession(engine, { ...shape, mounts: mountsToAsk(files, !request.writes), cwd }, (session) =>
      work({ session, inside: hostInside(session, place.env, engine), place }),
    );
  };
}

/** Docker's and Podman's words for a folder that is here, and that they are to mount. */
function isNotThere(error: unknown): boolean {
  return (
    error instanceof Failure && /bind source path does not exist|no such file or directory/.test(error.output ?? '')
  );
}

function copySettings({ settings, cargoRoot }: PlaceRequest, { workspaceRoot }: Machine): readonly Copy[] {
  const folder: Copy = { kind: 'folder', path: join(workspaceRoot, cargoRoot) };
  return [folder, ...settings.map((path) => copyOfFile(join(workspaceRoot, path)))];
}
