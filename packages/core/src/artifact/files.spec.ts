import { mkdtemp, mkdir, readdir, rm, symlink, truncate, writeFile, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Failures, renderFailure } from '../failure';
import type { Failure } from '../failure';
import { describeFile, verifyArtifactFiles } from './files';
import type { Artifact, ArtifactRecord, Sha256 } from './record';
import { readArtifactRecord, writeArtifactRecord } from './record-io';
import { cannotWrite, copyArtifact, emptyDirectory, fillDirectory, writeFileAtomically, writeNote } from './write-file';

const ABC = 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad' as Sha256;
let directory: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'nx-cross-artifact-'));
});
afterEach(() => rm(directory, { recursive: true, force: true }));

async function complaints(work: Promise<unknown>): Promise<string[]> {
  const error: unknown = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (error === undefined) return [];
  const failures = error instanceof Failures ? error.failures : [error as Failure];
  return failures.map((failure) => renderFailure(failure).replaceAll(directory, '<folder>'));
}

function recordOf(...artifacts: Artifact[]): ArtifactRecord {
  return { schemaVersion: 1, unit: 'u', platform: 'x86_64-unknown-linux-gnu', stage: 'strip', artifacts };
}

const artifact = (name: string): Artifact => ({ name, kind: 'executable', path: `bin/${name}`, size: 3, sha256: ABC });

describe('describeFile', () => {
  it('knows size and digest of a file of several chunks', async () => {
    const file = join(directory, 'large');
    await writeFile(file, '');
    await truncate(file, 1 << 20);
    // head -c 1048576 /dev/zero | sha256sum
    expect(await describeFile(file)).toEqual({
      size: 1048576,
      sha256: '30e14955ebf1352266dc2ff8067e68104607e750abb9d3b36582b8af909fcb58',
    });
  });
});

describe('verifyArtifactFiles', () => {
  const files = (names: string[]) => recordOf(...names.map(artifact));

  it('passes what is as it was recorded', async () => {
    await mkdir(join(directory, 'bin'));
    await writeFile(join(directory, 'bin/a'), 'abc');
    expect(await complaints(verifyArtifactFiles(files(['a']), directory))).toEqual([]);
  });

  it('names every file that is not', async () => {
    await mkdir(join(directory, 'bin'));
    await writeFile(join(directory, 'bin/same-size'), 'abd');
    await writeFile(join(directory, 'bin/longer'), 'abcd');
    await writeFile(join(directory, 'target'), 'abc');
    await symlink('../target', join(directory, 'bin/link'));
    await mkdir(join(directory, 'bin/folder'));
    const hint = '  → run the stage that made it again, with --skip-nx-cache if the cache restores the same';
    const names = ['same-size', 'longer', 'link', 'folder', 'gone'];
    expect(await complaints(verifyArtifactFiles(files(names), directory))).toEqual([
      `nx-cross artifact-changed: <folder>/bin/same-size: the artifact "same-size" has 3 bytes, sha256 a52d159f262b2c6ddb724a61840befc36eb30c88877a4030b65cbe86298449c9; recorded: 3 bytes, sha256 ${ABC}\n${hint}`,
      `nx-cross artifact-changed: <folder>/bin/longer: the artifact "longer" has 4 bytes, sha256 88d4266fd4e6338d13b845fcf289579d209c897823b9217da3e161936f031589; recorded: 3 bytes, sha256 ${ABC}\n${hint}`,
      `nx-cross artifact-changed: <folder>/bin/link: the artifact "link" is not a regular file\n${hint}`,
      `nx-cross artifact-changed: <folder>/bin/folder: the artifact "folder" is not a regular file\n${hint}`,
      `nx-cross artifact-missing: <folder>/bin/gone: the artifact "gone" of the record is not there\n${hint}`,
    ]);
  });
});

describe('the record in its folder', () => {
  it('is read as it was written, and leaves no temporary file', async () => {
    await writeArtifactRecord(directory, recordOf(artifact('a')));
    expect(await readArtifactRecord(directory)).toEqual(recordOf(artifact('a')));
    expect(await readdir(directory)).toEqual(['artifacts.json']);
  });

  it('is not written when two artifacts have one name', async () => {
    expect(
      await complaints(writeArtifactRecord(directory, recordOf(artifact('a'), { ...artifact('a'), path: 'b/a' }))),
    ).toEqual([
      'nx-cross name-collision: <folder>/artifacts.json: two artifacts are named "a": "bin/a" and "b/a"\n  → give one of them another name',
    ]);
    expect(await readdir(directory)).toEqual([]);
  });

  it('is missing, or not even text', async () => {
    expect(await complaints(readArtifactRecord(directory))).toEqual([
      'nx-cross record-missing: <folder>/artifacts.json: there is no artifact record here\n  → run the stage before this one, which leaves it',
    ]);
    await writeFile(join(directory, 'artifacts.json'), Buffer.from([0x22, 0xff, 0x22]));
    expect(await complaints(readArtifactRecord(directory))).toEqual([
      'nx-cross record-damaged: <folder>/artifacts.json: not UTF-8',
    ]);
  });
});

describe('emptyDirectory', () => {
  it('makes a folder, and empties one', async () => {
    const folder = join(directory, 'a/b');
    await emptyDirectory(folder);
    await writeFile(join(folder, 'old'), '');
    await emptyDirectory(folder);
    expect(await readdir(folder)).toEqual([]);
  });

  it('says what the system says', async () => {
    await writeFile(join(directory, 'file'), '');
    expect(await complaints(emptyDirectory(join(directory, 'file/out')))).toEqual([
      'nx-cross cannot-write: cannot write "<folder>/file/out": not a directory (ENOTDIR)',
    ]);
  });
});

describe('fillDirectory', () => {
  it('leaves what the filling wrote, and only that', async () => {
    const folder = join(directory, 'out');
    await mkdir(folder);
    await writeFile(join(folder, 'old'), '');
    expect(await fillDirectory(folder, () => writeFile(join(folder, 'new'), '').then(() => 'done'))).toBe('done');
    expect(await readdir(folder)).toEqual(['new']);
  });

  it('leaves nothing where the filling fails, and fails as it did', async () => {
    const folder = join(directory, 'out');
    const half = writeFile.bind(undefined, join(folder, 'half'), '');
    await expect(fillDirectory(folder, () => half().then(() => Promise.reject(new Error('no'))))).rejects.toThrow('no');
    expect(await readdir(folder)).toEqual([]);
  });
});

describe('copyArtifact', () => {
  it('copies bytes, and says where it could not', async () => {
    await writeFile(join(directory, 'from'), 'abc');
    await copyArtifact(join(directory, 'from'), join(directory, 'to'));
    expect(await readFile(join(directory, 'to'), 'utf8')).toBe('abc');
    expect(await complaints(copyArtifact(join(directory, 'from'), join(directory, 'to/x')))).toEqual([
      'nx-cross cannot-write: cannot write "<folder>/to/x": not a directory (ENOTDIR)',
    ]);
  });
});

describe('writeFileAtomically', () => {
  it('replaces what is there', async () => {
    const file = join(directory, 'a.txt');
    await writeFile(file, 'old');
    await writeFileAtomically(file, 'new');
    expect(await readFile(file, 'utf8')).toBe('new');
    expect(await readdir(directory)).toEqual(['a.txt']);
  });

  it('leaves what was there, and nothing else, where it fails', async () => {
    const file = join(directory, 'folder');
    await mkdir(join(file, 'kept'), { recursive: true });
    expect(await complaints(writeFileAtomically(file, 'new'))).toEqual([
      'nx-cross cannot-write: cannot write "<folder>/folder": illegal operation on a directory (EISDIR)',
    ]);
    expect(await readdir(directory)).toEqual(['folder']);
    expect(await readdir(file)).toEqual(['kept']);
  });
});

describe('writeNote', () => {
  it('makes the folders above it, and leaves nothing where it fails', async () => {
    const file = join(directory, 'deep', 'er', 'note');
    writeNote(file, 'old');
    writeNote(file, 'new');
    expect(await readFile(file, 'utf8')).toBe('new');
    const said = await complaints(Promise.resolve().then(() => writeNote(join(directory, 'deep', 'er'), 'x')));
    expect(said).toEqual([
      'nx-cross cannot-write: cannot write "<folder>/deep/er": illegal operation on a directory (EISDIR)',
    ]);
    expect(await readdir(join(directory, 'deep'))).toEqual(['er']);
  });
});

describe('cannotWrite', () => {
  it('gives a full disk its sentence, and a bug back as it is', () => {
    const full = Object.assign(new Error('ENOSPC'), { errno: -28, code: 'ENOSPC' });
    expect(renderFailure(cannotWrite('/out/a', full) as Failure)).toBe(
      'nx-cross cannot-write: cannot write "/out/a": no space left on device (ENOSPC)\n  → free some space on this disk, then run the task again',
    );
    const bug = new TypeError('x is not a function');
    expect(cannotWrite('/out/a', bug)).toBe(bug);
  });
});
