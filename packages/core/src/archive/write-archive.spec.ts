import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { Sha256 } from '../artifact';
import { comparePaths } from './file-name';
import type { ArchiveFormat, ArchivePlan } from './plan';
import { writeArchive } from './write-archive';

const EPOCH = 1_700_000_001;
const LONG = `${'long-folder/'.repeat(30)}file.txt`;
const FILES: Readonly<Record<string, string>> = {
  [`${'n'.repeat(120)}.txt`]: 'a name of more than 100 bytes',
  [LONG]: 'a path of more than 256',
  LICENSE: '',
  server: `\u007fELF${'program '.repeat(20_000)}`,
  "it's ünï 日本.md": 'beyond ASCII',
};

let directory: string;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'nx-cross-'));
  mkdirSync(join(directory, 'in'));
  mkdirSync(join(directory, 'out'));
});
afterEach(() => rmSync(directory, { recursive: true }));

const out = (name = '') => join(directory, 'out', name);
const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex') as Sha256;

function planFor(format: ArchiveFormat, files: Readonly<Record<string, string>> = FILES): ArchivePlan {
  const entries = Object.entries(files).map(([path, text], index) => {
    const source = join(directory, 'in', String(index));
    writeFileSync(source, text);
    return { source, path, mode: path === 'server' ? (0o755 as const) : (0o644 as const) };
  });
  return {
    fileName: `a.${format}`,
    format,
    entries: entries.sort((a, b) => comparePaths(a.path, b.path)),
    contents: [],
  };
}

const run = (program: string, ...args: string[]) =>
  execFileSync(program, args, { encoding: 'utf8', env: { PATH: process.env['PATH'], LC_ALL: 'C.UTF-8', TZ: 'UTC' } });

const readWithPython = (code: string, file: string) =>
  JSON.parse(run('python3', '-c', `import json, sys\n${code}`, file)) as unknown;

describe('a tar.gz', () => {
  it('is read by GNU tar: order, modes, owners, time', async () => {
    await writeArchive(planFor('tar.gz'), out(), { epochSeconds: EPOCH });
    expect(run('tar', '--quoting-style=literal', '--full-time', '-tvzf', out('a.tar.gz')).split('\n')).toEqual([
      '-rw-r--r-- 0/0               0 2023-11-14 22:13:21 LICENSE',
      "-rw-r--r-- 0/0              12 2023-11-14 22:13:21 it's ünï 日本.md",
      `-rw-r--r-- 0/0              23 2023-11-14 22:13:21 ${LONG}`,
      `-rw-r--r-- 0/0              29 2023-11-14 22:13:21 ${'n'.repeat(120)}.txt`,
      '-rwxr-xr-x 0/0          160004 2023-11-14 22:13:21 server',
      '',
    ]);
  });

  it('is read by Python: names, contents, PAX only for names that need it', async () => {
    await writeArchive(planFor('tar.gz'), out(), { epochSeconds: EPOCH });
    const code = `import tarfile
with tarfile.open(sys.argv[1]) as tar:
    print(json.dumps([[m.name, tar.extractfile(m).read().decode(), sorted(m.pax_headers), m.uname + m.gname] for m in tar]))`;
    expect(readWithPython(code, out('a.tar.gz'))).toEqual(
      Object.keys(FILES)
        .sort(comparePaths)
        .map((path) => [path, FILES[path], path === 'server' || path === 'LICENSE' ? [] : ['path'], '']),
    );
  });

  it('has a gzip header without time, name and system, and answers with the digests of what it wrote', async () => {
    const written = await writeArchive(planFor('tar.gz'), out(), { epochSeconds: EPOCH });
    const bytes = readFileSync(out('a.tar.gz'));
    expect(bytes.subarray(0, 10).toString('hex')).toBe('1f8b080000000000' + '02' + 'ff');
    expect(written).toEqual({
      size: bytes.length,
      sha256: sha256(bytes),
      uncompressedSha256: sha256(gunzipSync(bytes)),
    });
  });
});

describe('a zip', () => {
  it('is sound for unzip, with modes and one fixed time, and without extra fields', async () => {
    const written = await writeArchive(planFor('zip'), out(), { epochSeconds: EPOCH });
    expect(written).toEqual({ size: statSync(out('a.zip')).size, sha256: sha256(readFileSync(out('a.zip'))) });
    expect(run('unzip', '-tqq', out('a.zip'))).toBe('');
    const code = `import zipfile
with zipfile.ZipFile(sys.argv[1]) as zip:
    print(json.dumps([[i.filename, zip.read(i).decode(), oct(i.external_attr >> 16), i.date_time, i.extra.hex(), i.flag_bits & 0x800, i.compress_type] for i in zip.infolist()]))`;
    expect(readWithPython(code, out('a.zip'))).toEqual(
      Object.keys(FILES)
        .sort(comparePaths)
        .map((path) => {
          const mode = path === 'server' ? '0o100755' : '0o100644';
          return [path, FILES[path], mode, [1980, 1, 1, 12, 0, 0], '', 0x800, 8];
        }),
    );
  });
});

it('writes a bare binary as it is, executable', async () => {
  const written = await writeArchive(planFor('binary', { server: 'program' }), out(), { epochSeconds: EPOCH });
  expect(readFileSync(out('a.binary'), 'utf8')).toBe('program');
  expect(statSync(out('a.binary')).mode & 0o777).toBe(0o755);
  expect(written).toEqual({ size: 7, sha256: sha256(Buffer.from('program')) });
});

describe.each<ArchiveFormat>(['tar.gz', 'zip', 'binary'])('any archive, here %s', (format) => {
  const files = { server: 'x'.repeat(300_000), z: 'last' };

  function writeInChild(plan: ArchivePlan, umask: number, env: Record<string, string>) {
    const target = mkdtempSync(out('child-'));
    const request = JSON.stringify({ plan, directory: target, epochSeconds: EPOCH, umask });
    const answer = execFileSync(process.execPath, [join(__dirname, 'write-in-child.mjs'), request], {
      encoding: 'utf8',
      env: { PATH: process.env['PATH'], ...env },
    });
    const { peakKilobytes } = JSON.parse(answer) as { peakKilobytes: number };
    const file = join(target, plan.fileName);
    return { bytes: readFileSync(file), mode: statSync(file).mode & 0o777, peakKilobytes };
  }

  it('has the same bytes and mode in every time zone, locale and umask', () => {
    const plan = planFor(format, format === 'binary' ? { server: 'x' } : FILES);
    const [first, ...others] = [
      writeInChild(plan, 0o022, { TZ: 'UTC', LC_ALL: 'C' }),
      writeInChild(plan, 0o077, { TZ: 'America/St_Johns', LC_ALL: 'tr_TR.UTF-8' }),
      writeInChild(plan, 0o000, { TZ: 'Pacific/Kiritimati', LC_ALL: 'sv_SE.UTF-8' }),
    ];
    expect(first!.mode).toBe(format === 'binary' ? 0o755 : 0o644);
    for (const other of others) {
      expect(sha256(other.bytes)).toBe(sha256(first!.bytes));
      expect(other.mode).toBe(first!.mode);
    }
  });

  it('is streamed: memory does not follow the size of a file', () => {
    const plan = planFor(format, { server: '' });
    const peakFor = (mebibytes: number) => {
      truncateSync(plan.entries[0]!.source, mebibytes * 1024 * 1024);
      return writeInChild(plan, 0o022, {}).peakKilobytes / 1024;
    };
    // Chunks that wait for the garbage collector come to some 40 MiB in both.
    expect(peakFor(112) - peakFor(16)).toBeLessThan(48);
  }, 20_000);

  it('leaves nothing behind when a file is not what was recorded', async () => {
    const plan = planFor(format, files);
    const entries = plan.entries.map((entry) => ({
      ...entry,
      recorded: { size: 4, sha256: '0'.repeat(64) as Sha256 },
    }));
    await expect(writeArchive({ ...plan, entries }, out(), { epochSeconds: EPOCH })).rejects.toMatchObject({
      code: 'file-changed',
      message: `${JSON.stringify(entries[0]!.source)} changed after it was recorded`,
    });
    // Found out at the end of its last file: the archive was all but whole.
    await expect(
      writeArchive({ ...plan, entries: [plan.entries[0]!, entries[1]!] }, out(), { epochSeconds: EPOCH }),
    ).rejects.toMatchObject({
      code: 'file-changed',
      message: `${JSON.stringify(entries[1]!.source)} changed after it was recorded`,
    });
    expect(readdirSync(out())).toEqual([]);
  });

  it('fails with what the system said, and leaves nothing, when the disk is full', async () => {
    const plan = planFor(format, { server: Array.from({ length: 200_000 }, (_, i) => i * 7919).join() });
    // /dev/full answers every write with ENOSPC, as a full disk does.
    symlinkSync('/dev/full', out(`.${plan.fileName}.partial`));
    await expect(writeArchive(plan, out(), { epochSeconds: EPOCH })).rejects.toMatchObject({
      code: 'cannot-write',
      message: `cannot write ${JSON.stringify(out(plan.fileName))}: no space left on device (ENOSPC)`,
      hint: 'free some space on this disk, then run the task again',
    });
    expect(readdirSync(out())).toEqual([]);
  });

  it('fails where the folder cannot be written', async () => {
    await expect(writeArchive(planFor(format, files), out('none'), { epochSeconds: EPOCH })).rejects.toMatchObject({
      code: 'cannot-write',
      message: `cannot write ${JSON.stringify(out(`none/a.${format}`))}: no such file or directory (ENOENT)`,
    });
  });

  it('overwrites what a killed run left', async () => {
    writeFileSync(out(`.a.${format}.partial`), 'x'.repeat(1_000_000));
    const { size } = await writeArchive(planFor(format, { server: 'y' }), out(), { epochSeconds: EPOCH });
    expect(readdirSync(out())).toEqual([`a.${format}`]);
    expect(statSync(out(`a.${format}`)).size).toBe(size);
  });
});
