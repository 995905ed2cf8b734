/** The package stage of one large binary: its memory, and its speed against gzip and sha256sum on the same file. */
import { createHash } from 'node:crypto';
import { appendFileSync, createReadStream, readdirSync, readFileSync, rmSync, statSync, truncateSync } from 'node:fs';
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { readExecutors, watchExecutors } from './executors.mjs';
import { compare, runPairs, verdict } from './pairs.mjs';
import { expectTasks, makeWorkspace } from './workspaces.mjs';

const gigabyte = 1024 ** 3;
const allowedMebibytes = 200;
const triple = 'x86_64-unknown-linux-gnu';
const folder = `dist/large/${triple}/made`;

export const packaging = {
  name: 'packaging',
  title: 'Packaging a binary of 1 GB, against `gzip -9` and `sha256sum`',
  rounds: 3,
  async run({ rounds, env, bytes = gigabyte }) {
    const workspace = makeWorkspace('packaging', { files: largeUnit, env });
    const binary = workspace.path(folder, 'large');
    workspace.write(`${folder}/artifacts.json`, '');
    fillWithPrograms(binary, bytes, { ...process.env, ...env });
    workspace.write(`${folder}/artifacts.json`, JSON.stringify(await describe(binary)));
    const results = runPairs({
      rounds,
      ours: () => packageOnce(workspace),
      theirs: () => compress(workspace, binary),
    });
    expectSameContent(workspace, binary);
    return {
      lines: [
        compare('wall time', results, (1 / 0.9).toFixed(2), (side) => side.wallSeconds),
        compare('CPU time', results, undefined, (side) => side.cpuSeconds),
        memoryLine(results.ours),
      ],
      other: '`gzip -9`, `sha256sum`',
      note: `${(bytes / 1e9).toFixed(2)} GB of the compiler's own libraries and programs, one after another. Left: the executor of \`package--<triple>\` from its start to its end, which also checks the digest of what it packs and takes that of the tar inside. Right: \`gzip -9\` of the file, then \`sha256sum\` of what came out.`,
    };
  },
};

const largeUnit = {
  'nx.json': JSON.stringify({
    plugins: [{ plugin: 'nx-cross', options: { platforms: ['linux-x86_64'] } }],
    analytics: false,
  }),
  'Cargo.toml': '[package]\nname = "large"\nversion = "1.0.0"\nedition = "2021"\n',
  'Cargo.lock': 'version = 4\n\n[[package]]\nname = "large"\nversion = "1.0.0"\n',
  'src/main.rs': 'fn main() {}\n',
  'nx-cross.json': '{ "archive": { "from": "made" } }\n',
  'project.json': JSON.stringify({ name: 'large', targets: { [`made--${triple}`]: { executor: 'nx:noop' } } }),
};

/** Machine code as it is: whatever the toolchain and the machine have, again and again until it is enough. */
function fillWithPrograms(path, bytes, env) {
  const sysroot = execFileSync('rustc', ['--print', 'sysroot'], { env, encoding: 'utf8' }).trim();
  const programs = [join(sysroot, 'lib'), join(sysroot, 'bin'), '/usr/bin'].flatMap(listPrograms);
  rmSync(path, { force: true });
  for (let size = 0, next = 0; size < bytes; size += statSync(programs[next % programs.length]).size, next++)
    appendFileSync(path, readFileSync(programs[next % programs.length]));
  truncateSync(path, bytes);
}

function listPrograms(directory) {
  const smallest = 256 * 1024;
  const paths = readdirSync(directory, { withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ name }) => join(directory, name))
    .filter((path) => statSync(path).size > smallest);
  return paths.sort().filter((path) => isElf(path));
}

function isElf(path) {
  return readFileSync(path).subarray(0, 4).toString('latin1') === '\x7fELF';
}

async function describe(path) {
  const { size } = statSync(path);
  const artifact = {
    name: 'large',
    kind: 'executable',
    platform: triple,
    path: 'large',
    size,
    sha256: await digest(path),
  };
  return {
    schemaVersion: 1,
    unit: 'large',
    platform: triple,
    stage: 'verify',
    version: '1.0.0',
    artifacts: [artifact],
  };
}

function packageOnce(workspace) {
  workspace.nx(['run', `large:package--${triple}`, '--skip-nx-cache'], watchExecutors(workspace));
  expectTasks(workspace, { ran: 2, cached: 0 });
  const [executor, other] = readExecutors(workspace);
  if (other !== undefined || executor.hadChildren) throw new Error('the work was done by more than one process');
  const { seconds } = workspace.tasks().find(({ taskId }) => taskId.includes(':package--'));
  return { ...executor, wallSeconds: seconds };
}

function compress(workspace, binary) {
  const commands = 'gzip -9 --stdout "$1" > "$1.gz" && sha256sum "$1"';
  return workspace.measure(['sh', '-c', commands, 'sh', binary]);
}

/** What `tar` takes out of the archive is the file, and what gzip made is the file, too. */
function expectSameContent(workspace, binary) {
  const archive = workspace.path('dist', 'large', triple, 'package', 'large-v1.0.0-linux-x86_64.tar.gz');
  const digestOf = (command, file) =>
    execFileSync('sh', ['-c', `${command} | sha256sum`, 'sh', file], { encoding: 'utf8' });
  const expected = digestOf('cat "$1"', binary);
  for (const [command, file] of [
    ['tar --extract --gzip --to-stdout --file "$1" large', archive],
    ['gzip --decompress --stdout "$1"', `${binary}.gz`],
  ])
    if (digestOf(command, file) !== expected) throw new Error(`${file} does not hold the file that was packed`);
}

function memoryLine(rounds) {
  const mebibytes = Math.max(...rounds.map(({ peakKibibytes }) => peakKibibytes)) / 1024;
  return {
    what: 'peak memory of the executor',
    ours: `${mebibytes.toFixed(0)} MiB`,
    theirs: '–',
    ratio: '–',
    spread: 'highest of all rounds',
    ...verdict(`≤ ${allowedMebibytes} MiB`, mebibytes <= allowedMebibytes),
  };
}

async function digest(path) {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path)) hash.update(chunk);
  return hash.digest('hex');
}
