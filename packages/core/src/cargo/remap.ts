/** Absolute folders of this machine whose names must not reach a binary. */
export interface MachineFolders {
  /** Nx's root. */
  readonly workspaceRoot: string;
  readonly cargoHome: string;
  /** Cargo's target directory of this build. */
  readonly targetDir: string;
  /** rustc's sysroot: std's sources lie in it where they are installed, and `-Zbuild-std` compiles them from there. */
  readonly sysroot?: string;
}

export interface Remap {
  readonly from: string;
  readonly to: string;
}

/**
 * What each folder is called inside a binary, the same on every machine. The longer path comes later, because rustc,
 * gcc and clang all apply the last one that fits, and a target directory lies inside the workspace more often than not.
 */
export function planRemaps(folders: MachineFolders): readonly Remap[] {
  const remaps = [
    { from: folders.workspaceRoot, to: '/workspace' },
    { from: folders.cargoHome, to: '/cargo' },
    { from: folders.targetDir, to: '/target' },
    ...(folders.sysroot === undefined ? [] : [{ from: folders.sysroot, to: '/rust' }]),
  ];
  return remaps.sort((a, b) => a.from.length - b.from.length || (a.from < b.from ? -1 : 1));
}

/** For rustc. */
export function renderRustRemaps(remaps: readonly Remap[]): string[] {
  return remaps.map(({ from, to }) => `--remap-path-prefix=${from}=${to}`);
}

/**
 * For gcc (8 and newer) and clang (10 and newer). The cc crate splits flags at blanks and the compilers the pair at `=`,
 * so a folder with either in its name cannot be given.
 */
export function renderCRemaps(remaps: readonly Remap[]): string[] {
  return remaps.filter(({ from }) => !/[\s=]/.test(from)).map(({ from, to }) => `-ffile-prefix-map=${from}=${to}`);
}
