import { posix } from 'node:path';
import { Failure } from '../failure';
import type { ReleaseOptions, UnitFile } from '../unit';
import { describesUnit, parseUnitFile, resolveRelease } from '../unit';
import type { LoadedUnit } from './load-unit';
import { loadUnit } from './load-unit';
import type { Workspace } from './open-workspace';

/** The file that makes a project a release unit, a release, or both. */
export const UNIT_FILE = 'nx-cross.json';

/** One `nx-cross.json`, read with all that it refers to. */
export interface LoadedProject {
  /** Relative to the workspace's root, `/`-separated, `.` for the root itself. */
  readonly root: string;
  readonly file: UnitFile;
  /** Absent for a project that only gathers others. */
  readonly unit?: LoadedUnit;
  /** Its own `release` block, or that of a lone unit. Whether another release gathers the unit is not known here. */
  readonly release: ReleaseOptions;
}

/**
 * @param root Folder of the file, relative to the workspace's root.
 * @throws Failure `config-unreadable`, `config-invalid`, and those of cargo's manifests.
 */
export function loadProject(workspace: Workspace, root: string): LoadedProject {
  const path = posix.join(root, UNIT_FILE);
  const text = workspace.files.readText(path);
  if (text === undefined) {
    throw new Failure('config-unreadable', { message: `There is no ${path}.`, hint: 'nx g nx-cross:project <crate>' });
  }
  const file = parseUnitFile(text, path, workspace);
  const unit = describesUnit(file) ? loadUnit(workspace, root, file) : undefined;
  return {
    root,
    file,
    ...(unit === undefined ? {} : { unit }),
    release: resolveRelease(file, {
      projectRoot: root,
      projectName: releaseFolderName(root, file, path),
      file: path,
      ...(unit === undefined ? {} : { unitName: unit.name }),
    }),
  };
}

/**
 * What a release without a name of its own is called: its folder, since Nx's name for the project is not known yet. The
 * workspace's own folder is called otherwise in each checkout, so a release there needs a name.
 */
function releaseFolderName(root: string, file: UnitFile, path: string): string {
  if (root !== '.') return posix.basename(root);
  if (describesUnit(file) || file.release?.name !== undefined) return '';
  throw new Failure('config-invalid', {
    message: '`release.name` is missing: the release at the workspace’s root has no folder to be named after.',
    hint: 'write "release": { "name": "<name of the release>", … }',
    place: { file: path },
  });
}
