import { lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { cannotWrite, describeFile } from '../artifact';
import { Failure } from '../failure';
import type { FinishedFile, FinishedRelease } from '../release';
import { findPublished } from './leftovers';
import type { PublicationPlan, PublicationStep, PublishedFile } from './publication';

export interface PublicationRequest {
  readonly finished: FinishedRelease;
  /** Absolute: the channel's folder, which gets `<name>-v<version>/`. */
  readonly directory: string;
  /** Whether files that differ may be replaced, and files that are not the release's removed. */
  readonly replace: boolean;
}

/**
 * Compares a release with what the channel's folder has of it already; changes nothing. A file that the release does not
 * have is a difference too: a published folder is its release, no more and no less.
 * Failure: `cannot-write` where something other than a folder is in the way.
 */
export async function planPublication({ finished, directory, replace }: PublicationRequest): Promise<PublicationPlan> {
  const { name, version } = finished.release;
  const title = `${name}-v${version}`;
  const target = join(directory, title);
  const published = await findPublished(target);
  const present = await listFolder(published);
  const wanted = new Map(finished.files.map((file) => [file.artifact.name, file]));
  const steps: PublicationStep[] = [];
  for (const each of [...new Set([...wanted.keys(), ...present])].sort()) {
    const file = wanted.get(each);
    if (file === undefined) {
      steps.push({ name: each, action: replace ? 'remove' : 'refuse', found: 'which the release does not have' });
    } else if (!present.has(each)) {
      steps.push({ name: each, action: 'create', file: publishedFile(file) });
    } else {
      steps.push(await compareFile(file, join(published, each), replace));
    }
  }
  return { title, target, steps };
}

/** The names in the folder, none where there is no such folder. */
async function listFolder(target: string): Promise<ReadonlySet<string>> {
  const found = await lstat(target).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw cannotWrite(target, error);
  });
  if (found === undefined) return new Set();
  // A link would be replaced, and what it leads to left as it is.
  if (!found.isDirectory()) throw notAFolder(target);
  return new Set(await readdir(target));
}

function notAFolder(target: string): Failure {
  const message = `cannot publish to ${JSON.stringify(target)}: what is there is no folder`;
  return new Failure('cannot-write', { message, hint: 'move it away' });
}

function publishedFile({ artifact, source }: FinishedFile): PublishedFile {
  const { size, sha256, kind } = artifact;
  return { source, size, sha256, mode: kind === 'executable' || kind === 'installer' ? 0o755 : 0o644 };
}

async function compareFile(file: FinishedFile, path: string, replace: boolean): Promise<PublicationStep> {
  const { name, size, sha256 } = file.artifact;
  const differs = (found: string): PublicationStep => {
    return { name, action: replace ? 'replace' : 'refuse', file: publishedFile(file), found };
  };
  if (!(await lstat(path)).isFile()) return differs('which is no regular file');
  const found = await describeFile(path);
  if (found.sha256 === sha256) return { name, action: 'skip', file: publishedFile(file) };
  return differs(`whose ${found.size} bytes with sha256 ${found.sha256} are not the ${size} with ${sha256}`);
}
