import { chmod, constants, copyFile, mkdir, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { cannotWrite, describeFile } from '../artifact';
import { Failure, throwFailures } from '../failure';
import { clearLeftovers, sideFolder } from './leftovers';
import type { PublicationPlan, PublicationStep, PublishedFile } from './publication';

/**
 * Carries a plan out: assembles the whole folder beside its place, then moves it there, so that whoever looks sees the
 * release as it was or as it will be. Where nothing differs, nothing is touched but what a killed run left.
 * Failures: `published-differs` for all that is refused, `artifact-missing` and `artifact-changed` where a file is not
 * what was planned, `cannot-write`.
 */
export async function publishToDirectory(plan: PublicationPlan): Promise<void> {
  throwFailures(plan.steps.filter(({ action }) => action === 'refuse').map((step) => refusal(step, plan)));
  const assembled = sideFolder(plan.target, 'new', process.pid);
  try {
    await mkdir(dirname(plan.target), { recursive: true });
    await clearLeftovers(plan.target);
    if (plan.steps.every(({ action }) => action === 'skip')) return;
    await mkdir(assembled);
    // Not what the umask leaves: a published folder is there to be read.
    await chmod(assembled, 0o755);
    for (const { name, file } of plan.steps) if (file !== undefined) await copyChecked(file, join(assembled, name));
    const isNew = plan.steps.every(({ action }) => action === 'create');
    await (isNew ? moveToFreePlace(assembled, plan.target) : exchangeFolders(assembled, plan.target));
  } catch (error) {
    await rm(assembled, { recursive: true, force: true });
    throw cannotWrite(plan.target, error);
  }
}

function refusal({ name, found }: PublicationStep, { target }: PublicationPlan): Failure {
  return new Failure('published-differs', {
    message: `${JSON.stringify(basename(target))} has ${JSON.stringify(name)} already, ${found ?? ''}`.trimEnd(),
    hint: 'give the release a new version, or publish with --replace',
    place: { file: join(target, name) },
  });
}

async function copyChecked(file: PublishedFile, path: string): Promise<void> {
  // A clone that shares its blocks where the file system has such; never a hard link, through which one would edit both.
  await copyFile(file.source, path, constants.COPYFILE_FICLONE).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error;
    const message = 'the file disappeared while it was published';
    throw new Failure('artifact-missing', {
      message,
      place: { file: file.source },
      hint: 'publish again',
      cause: error,
    });
  });
  await chmod(path, file.mode);
  const { sha256 } = await describeFile(path);
  if (sha256 === file.sha256) return;
  const message = `the file changed while it was published: sha256 ${sha256}, planned: ${file.sha256}`;
  throw new Failure('artifact-changed', { message, place: { file: file.source }, hint: 'publish again' });
}

/** One rename, which fails where another run has published meanwhile. */
async function moveToFreePlace(assembled: string, target: string): Promise<void> {
  await rename(assembled, target).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST') throw error;
    const message = `${JSON.stringify(basename(target))} was published by another run meanwhile`;
    throw new Failure('published-differs', {
      message,
      hint: 'publish again, to compare with it',
      place: { file: target },
    });
  });
}

/** Two renames; what was there is kept until the second is done, and found again if it never is. */
async function exchangeFolders(assembled: string, target: string): Promise<void> {
  const old = sideFolder(target, 'old', process.pid);
  await rename(target, old);
  try {
    await rename(assembled, target);
  } catch (error) {
    await rename(old, target);
    throw error;
  }
  await rm(old, { recursive: true, force: true });
}
