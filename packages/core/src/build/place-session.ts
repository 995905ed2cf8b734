import { randomUUID } from 'node:crypto';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { writeNote } from '../artifact';
import type { Copy, Session } from '../container';
import { inSession } from '../container';
import { Failure } from '../failure';
import type { ChosenImage } from './choose-environment';
import type { ContainerPlace } from './container-environment';
import { directoryOf, placeContainer } from './container-environment';
import type { Machine } from './machine';
import type { PlacedFiles } from './placed-files';
import { copiesFor, copyFiles, mountFiles } from './placed-files';

export interface PlaceRequest {
  /** Absolute folder in which target directories lie. */
  readonly base: string;
  /** Folder of the cargo workspace, relative to the workspace's root. */
  readonly cargoRoot: string;
  /** Relative to the workspace's root, there or not. */
  readonly settings: readonly string[];
  readonly passEnv: readonly string[];
}

type Ask<T> = (session: Session, place: ContainerPlace) => Promise<T>;

/**
 * Asks questions of the image in a container like those that will build, and finds out by the way how files get there:
 * mounted where the engine sees them, else copied. No address tells: a socket here may lead to another machine, and a port
 * there back to this one. So a container looks for a file that was written for it.
 */
export async function inPlace<T>(
  chosen: ChosenImage,
  request: PlaceRequest,
  machine: Machine,
  ask: Ask<T>,
): Promise<T> {
  const { base, cargoRoot } = request;
  const cwd = join(machine.workspaceRoot, cargoRoot);
  const placed = (files: PlacedFiles) => placeContainer(chosen, files, request.passEnv, machine);
  const mounted = placed(mountFiles(base, directoryOf(chosen), machine));
  const probe = join(base, '.nx-cross', `seen-${randomUUID()}`);
  writeNote(probe, '');
  try {
    const seen = await inSession(chosen.engine, { ...mounted.call, cwd }, async (session) =>
      (await session.has(probe)) ? { answer: await ask(session, mounted) } : undefined,
    );
    if (seen !== undefined) return seen.answer;
  } catch (error) {
    if (!isNotThere(error)) throw error;
  } finally {
    rmSync(probe, { force: true });
  }
  const copied = placed(await copyFiles(base, directoryOf(chosen), chosen.engine, machine));
  return inSession(chosen.engine, { ...copied.call, cwd }, async (session) => {
    const copies = copiesFor(copied.files, () => copySettings(request, machine));
    if (copies !== undefined) await session.put(copies);
    return ask(session, copied);
  });
}

/** Docker's and Podman's words for a folder that is here, and that they are to mount. */
function isNotThere(error: unknown): boolean {
  return (
    error instanceof Failure && /bind source path does not exist|no such file or directory/.test(error.output ?? '')
  );
}

function copySettings({ settings, cargoRoot }: PlaceRequest, { workspaceRoot }: Machine): readonly Copy[] {
  const folder: Copy = { kind: 'folder', path: join(workspaceRoot, cargoRoot) };
  return [folder, ...settings.map((path) => copyOf(workspaceRoot, path))];
}

/** A file of the workspace, which lies in a container where it lies here. */
export function copyOf(workspaceRoot: string, path: string): Copy {
  const file = join(workspaceRoot, path);
  return { kind: 'file', path: file, source: file };
}
