/** What the channel `github` asks of GitHub, and of this machine's memory: whole runs of `publish` against the stand-in. */
import { execFileSync, fork } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createReadStream, mkdirSync, readdirSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readExecutors, watchExecutors } from './executors.mjs';
import { verdict } from './pairs.mjs';
import { makeWorkspace, nxCrossProgram, onDispose } from './workspaces.mjs';

const program = fileURLToPath(new URL('github-server.mjs', import.meta.url));
const triple = 'x86_64-unknown-linux-gnu';
const gigabyte = 1024 ** 3;
const allowedBytes = 150e6;
/** Archives, beside which there are SHA256SUMS and manifest.json: so many that a listing has several pages, and so few that a second each is soon over. */
const [many, few] = [250, 18];
const perPage = 100;

export const publish = {
  name: 'publish',
  title: 'Publishing to GitHub: requests, and memory',
  rounds: 1,
  async run({ env }) {
    const again = await publishAgain(env);
    const first = await publishFirst(env);
    const peak = await publishLarge(env);
    const pages = Math.ceil((many + 2) / perPage);
    return {
      lines: [
        line(`${many + 2} assets that are there: listings of them`, count(again, 'repos/list-release-assets'), pages),
        line('uploads and other writes', writes(again).length, 0),
        line('all requests', again.length),
        line(`first publication of ${few + 2} assets: uploads`, count(first, 'repos/upload-release-asset'), few + 2),
        line('other writes: a draft is made, and published', writes(first).length - (few + 2), 2),
        line('requests that only ask', first.length - writes(first).length),
        memoryLine(peak),
      ],
      other: 'no fewer would do',
      note: `Whole runs of \`nx run <project>:publish\`, preflight and all, against the stand-in that the tests have. The memory is that of the task's own process, which takes the digest of the file and uploads it.`,
    };
  },
};

/** Nothing is left to do. */
async function publishAgain(env) {
  const { workspace, github, commit } = await openRelease('again', env, (folder) => writeArchives(folder, many));
  workspace.nx(['run', 'archives:checksum-all']);
  const folders = [`${triple}/package`, 'checksum'].map((each) => workspace.path('dist', 'archives', each));
  const files = folders.flatMap((folder) => readdirSync(folder).map((name) => join(folder, name)));
  const assets = files.filter((file) => !file.endsWith('/artifacts.json'));
  await github.tell({ release: { tag: 'v1.0.0', commit, files: assets } });
  workspace.nx(['run', 'archives:publish']);
  return github.requests();
}

async function publishFirst(env) {
  const { workspace, github } = await openRelease('first', env, (folder) => writeArchives(folder, few));
  workspace.nx(['run', 'archives:publish']);
  return github.requests();
}

/** Bytes at most. */
async function publishLarge(env) {
  const { workspace, github } = await openRelease('large', env, (folder) => {
    writeFileSync(join(folder, 'large.tar.gz'), '');
    truncateSync(join(folder, 'large.tar.gz'), gigabyte);
  });
  workspace.nx(['run', 'archives:publish'], watchExecutors(workspace));
  if (count(await github.requests(), 'repos/upload-release-asset') !== 3) throw new Error('it was not uploaded');
  const { peakKibibytes } = readExecutors(workspace).find(({ target }) => target === 'publish');
  return peakKibibytes * 1024;
}

/** A clone whose release consists of the files that `fill` writes: imported, since nothing here is about compiling. */
async function openRelease(name, env, fill) {
  const github = await startGithub();
  const channel = { channel: 'github', apiUrl: github.url, repository: 'acme/tools' };
  const workspace = makeWorkspace(`publish-${name}`, {
    files: filesOf(channel),
    env: { ...env, GITHUB_TOKEN: 'a-token' },
  });
  // The writes of a stand-in are no user's, and the user's are none of its.
  workspace.env.XDG_CACHE_HOME = workspace.path('.nx', 'cache-home');
  const folder = workspace.path('.nx', 'other-machine');
  mkdirSync(folder, { recursive: true });
  fill(folder);
  writeFileSync(join(folder, 'artifacts.json'), JSON.stringify(await describe(folder)));
  workspace.measure([process.execPath, nxCrossProgram, 'import', folder]);
  const commit = commitAll(workspace.root);
  await github.tell({ commit });
  return { workspace, github, commit };
}

const filesOf = (channel) => ({
  'nx.json': JSON.stringify({
    plugins: [{ plugin: 'nx-cross', options: { platforms: ['linux-x86_64'] } }],
    analytics: false,
  }),
  'Cargo.toml': '[package]\nname = "archives"\nversion = "1.0.0"\nedition = "2021"\n',
  'Cargo.lock': 'version = 4\n\n[[package]]\nname = "archives"\nversion = "1.0.0"\n',
  'src/main.rs': 'fn main() {}\n',
  'nx-cross.json': JSON.stringify({ release: { channels: [channel] } }),
});

async function startGithub() {
  const server = fork(program, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  onDispose(() => server.kill());
  const [{ url }] = await once(server, 'message');
  const tell = async (message) => {
    server.send(message);
    const [{ requests, breaches }] = await once(server, 'message');
    if (breaches.length > 0) throw new Error(breaches.join('\n'));
    return requests;
  };
  return { url, tell, requests: () => tell({}) };
}

function writeArchives(folder, count) {
  for (let index = 0; index < count; index++) writeFileSync(join(folder, `part-${index}.tar.gz`), `part ${index}\n`);
}

async function describe(folder) {
  const names = readdirSync(folder).sort();
  const artifacts = await Promise.all(
    names.map(async (name) => {
      const { size } = statSync(join(folder, name));
      return { name, kind: 'archive', platform: triple, path: name, size, sha256: await digest(join(folder, name)) };
    }),
  );
  return { schemaVersion: 1, unit: 'archives', platform: triple, stage: 'package', version: '1.0.0', artifacts };
}

async function digest(path) {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path)) hash.update(chunk);
  return hash.digest('hex');
}

function commitAll(root) {
  const author = ['-c', 'user.name=bench', '-c', 'user.email=bench@localhost'];
  const git = (...words) => execFileSync('git', [...author, ...words], { cwd: root, encoding: 'utf8' }).trim();
  git('init', '--quiet');
  git('add', '--all');
  git('commit', '--quiet', '--message=release');
  return git('rev-parse', 'HEAD');
}

function count(requests, operation) {
  return requests.filter((each) => each === operation).length;
}

function writes(requests) {
  return requests.filter((each) => /\/(create|update|upload|delete)-/.test(each));
}

function line(what, ours, least) {
  const target = least === undefined ? undefined : `≤ ${least}`;
  const theirs = least === undefined ? '–' : String(least);
  return { what, ours: String(ours), theirs, ratio: '–', spread: '–', ...verdict(target, ours <= least) };
}

function memoryLine(bytes) {
  const met = verdict(`≤ ${allowedBytes / 1e6} MB`, bytes <= allowedBytes);
  return {
    what: 'peak memory, an asset of 1 GiB',
    ours: `${(bytes / 1e6).toFixed(0)} MB`,
    theirs: '–',
    ratio: '–',
    spread: '–',
    ...met,
  };
}
