import { posix } from 'node:path';
import { Failure } from '../failure';
import type { Manifest } from './manifest';
import { parseManifest } from './parse-manifest';
import type { ReadText } from './ports';

/** The workspace's manifests, each parsed once: a graph of a thousand crates asks for the same ones again and again. */
export interface Manifests {
  /** The manifest of a folder (relative to the workspace's root); `undefined` where it has none. */
  at(folder: string): Manifest | undefined;
  readonly readText: ReadText;
}

export function openManifests(readText: ReadText): Manifests {
  const parsed = new Map<string, Manifest | undefined>();
  return {
    readText,
    at(folder) {
      if (!parsed.has(folder)) {
        const file = manifestPath(folder);
        const text = readText(file);
        parsed.set(folder, text === undefined ? undefined : parseManifest(text, file));
      }
      return parsed.get(folder);
    },
  };
}

/** A pure function of the manifests and a folder that computes each folder once: closures of many units overlap. */
export function memoised<T>(compute: (manifests: Manifests, folder: string) => T) {
  const known = new WeakMap<Manifests, Map<string, T>>();
  return (manifests: Manifests, folder: string): T => {
    const results = known.get(manifests) ?? new Map<string, T>();
    known.set(manifests, results);
    const before = results.get(folder);
    if (before !== undefined) return before;
    const result = compute(manifests, folder);
    results.set(folder, result);
    return result;
  };
}

export function manifestPath(folder: string): string {
  return joinFolders(folder, 'Cargo.toml');
}

/** Joins and normalises; `.` is the workspace's root. May end in a path that starts with `../`. */
export function joinFolders(folder: string, path: string): string {
  const joined = path.startsWith('/') || /^[A-Za-z]:/.test(path) ? path : posix.join(folder, path);
  return joined === '.' || joined === './' ? '.' : joined.replace(/\/$/, '');
}

/**
 * The manifest that another one points at.
 *
 * @throws Failure `path-outside-workspace`, since what lies outside is in no hash; `manifest-unreadable` where there is
 *   none.
 */
export function requireManifest(manifests: Manifests, folder: string, asked: { by: string; as: string }): Manifest {
  if (folder.startsWith('../') || folder === '..' || folder.startsWith('/') || /^[A-Za-z]:/.test(folder)) {
    throw new Failure('path-outside-workspace', {
      message: `${asked.as} points at ${folder}, outside of the workspace, where no hash sees its sources.`,
      hint: 'Move the crate into the workspace, or depend on a published or git version.',
      place: { file: asked.by },
    });
  }
  const manifest = manifests.at(folder);
  if (manifest !== undefined) return manifest;
  throw new Failure('manifest-unreadable', {
    message: `${asked.as} points at ${folder}, where there is no Cargo.toml.`,
    place: { file: asked.by },
  });
}
