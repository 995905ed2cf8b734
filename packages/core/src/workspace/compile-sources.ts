import picomatch from 'picomatch';

/** Files that decide what is compiled: globs relative to the workspace's root. A file counts if an `included` glob matches it and no `excluded` one. */
export interface CompileSources {
  readonly included: readonly string[];
  readonly excluded: readonly string[];
}

/** At a crate's root: what people read, so that an edit of it recompiles nothing. */
const DOCUMENTS = ['README*', 'LICENSE*', 'UNLICENSE*', 'CHANGELOG*', 'nx-cross.json', 'project.json', 'Cargo.lock'];

/**
 * At a crate's root: what zig 0.17 leaves where a build script asks it for its version as a compiler for macOS, as the cc
 * crate does.
 */
export const ZIG_LITTER = 'a.o';

/** At a crate's root: what cargo never compiles into a program. */
const FOLDERS = ['target', 'dist', 'tests', 'benches', 'examples', 'node_modules'];

/**
 * The sources of a unit: its crates' folders, without what no program is made of and without other crates that lie
 * inside. What a program embeds all the same (`include_str!("../README.md")`) is found out after the compile.
 *
 * @param crates Folders of the unit's crates and their path dependencies.
 * @param foreign Folders of all other crates of the workspace.
 * @param declared The user's own inputs. In Nx an exclusion beats every inclusion, so one that would keep out a path that
 *   the user names is lifted.
 */
export function compileSources(
  crates: readonly string[],
  foreign: readonly string[],
  declared: CompileSources,
): CompileSources {
  const included = crates.map((root) => join(root, '**/*'));
  // A glob takes ten times as long to compile as to make: of 1,000 crates and 50 units that were seconds of each graph.
  if (declared.included.length === 0) return { included, excluded: excludedGlobs(crates, foreign, () => false) };
  const isLifted = (glob: string) => {
    const matches = picomatch(glob, { dot: true });
    return declared.included.some((path) => matches(path));
  };
  return { included, excluded: excludedGlobs(crates, foreign, isLifted) };
}

function excludedGlobs(
  crates: readonly string[],
  foreign: readonly string[],
  isLifted: (glob: string) => boolean,
): readonly string[] {
  const own = new Set(crates);
  const holding = new Set(crates.flatMap((crate) => [crate, ...foldersAbove(crate)]));
  const documents = [...DOCUMENTS, ZIG_LITTER];
  return [
    ...crates.flatMap((root) => {
      // A crate of the unit may lie in a folder of that name.
      const folders = FOLDERS.filter((name) => !holding.has(join(root, name)));
      return [
        ...anyOf(documents.filter((name) => !isLifted(join(root, name)))).map((names) => join(root, names)),
        ...anyOf(folders.filter((name) => !isLifted(`${join(root, name)}/**/*`))).map(
          (names) => `${join(root, names)}/**/*`,
        ),
      ];
    }),
    ...foreign
      .filter((folder) => liesWithin(folder, own))
      .map((folder) => `${folder}/**/*`)
      .filter((glob) => !isLifted(glob)),
  ];
}

/** One pattern for some names: Nx sends each task's list of globs from process to process, in every command. */
function anyOf(names: readonly string[]): readonly string[] {
  return names.length < 2 ? names : [`{${names.join(',')}}`];
}

/** Whether a file, by its path relative to the workspace's root, is among the sources. */
export function isSource(sources: CompileSources): (path: string) => boolean {
  const included = picomatch([...sources.included], { dot: true });
  const excluded = sources.excluded.length === 0 ? () => false : picomatch([...sources.excluded], { dot: true });
  return (path) => included(path) && !excluded(path);
}

/**
 * Whether a file is an input of a unit's compiles: of its crates, and of no other crate that lies inside one, or declared.
 *
 * @param crates Folders of the unit's crates.
 * @param isCrate Whether a folder has a manifest.
 */
export function unitInputs(
  crates: readonly string[],
  declared: CompileSources,
  isCrate: (folder: string) => boolean,
): (path: string) => boolean {
  const [isOwn, isDeclared] = [isSource(compileSources(crates, [], declared)), isSource(declared)];
  const own = new Set(crates);
  const nearest = (path: string) => foldersAbove(path).find((folder) => own.has(folder) || isCrate(folder));
  return (path) => isDeclared(path) || (isOwn(path) && own.has(nearest(path) ?? ''));
}

/** `a/b/c` → `a/b`, `a`, `.` */
function foldersAbove(path: string): string[] {
  const parts = path.split('/').slice(0, -1);
  return [...parts.map((_, index) => parts.slice(0, parts.length - index).join('/')), '.'];
}

/** Cargo and rustup read these in every folder from the cargo workspace up. */
export function settingsFiles(cargoRoot: string): string[] {
  const names = ['.cargo/config.toml', '.cargo/config', 'rust-toolchain.toml', 'rust-toolchain'];
  return foldersAbove(join(cargoRoot, 'x')).flatMap((folder) => names.map((name) => join(folder, name)));
}

/** Where declared inputs may lie: the part of each glob that names no pattern. */
export function declaredFolders(declared: CompileSources): string[] {
  return [...new Set(declared.included.map((glob) => picomatch.scan(glob).base || '.'))];
}

/**
 * `inputs` of nx-cross.json as globs relative to the workspace's root. Names of Nx's own named inputs stand for files
 * that only Nx knows, and are left out.
 */
export function declaredInputs(inputs: readonly string[], projectRoot: string): CompileSources {
  const globs = inputs.map((input) =>
    input.replace('{workspaceRoot}/', './').replace('{projectRoot}/', `./${projectRoot}/`),
  );
  const paths = globs
    .filter((glob) => /^!?\.\//.test(glob))
    .map((glob) => glob.replace('./', '').replace(/^(!?)\.\//, '$1'));
  return {
    included: paths.filter((path) => !path.startsWith('!')),
    excluded: paths.filter((path) => path.startsWith('!')).map((path) => path.slice(1)),
  };
}

function join(root: string, name: string): string {
  return root === '.' ? name : `${root}/${name}`;
}

/** Whether a folder lies inside of one of these. Asked of every crate for every unit, so without a list of folders. */
function liesWithin(folder: string, others: ReadonlySet<string>): boolean {
  for (let end = folder.lastIndexOf('/'); end > 0; end = folder.lastIndexOf('/', end - 1)) {
    if (others.has(folder.slice(0, end))) return true;
  }
  return folder !== '.' && others.has('.');
}
