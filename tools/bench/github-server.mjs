/**
 * The stand-in for GitHub, in a process of its own, since a measurement waits for its command without turning the event
 * loop. Sends its address to its parent, and answers each message: `{ commit }` is pushed; `{ release: { tag, commit, files } }`
 * is out, with these files as its assets; and in any case with the requests since the message before, by operation.
 */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename } from 'node:path';

const { GithubServer } = createRequire(import.meta.url)('@nx-cross/testing');
const server = await GithubServer.start();
server.tokens.set('a-token', 'write');
process.send({ url: server.url });

let seen = 0;
process.on('message', ({ commit, release }) => {
  if (commit !== undefined) server.repository.commits.add(commit);
  if (release !== undefined) holdRelease(release);
  const requests = server.requests.slice(seen).map(({ operation }) => operation);
  seen = server.requests.length;
  process.send({ requests, breaches: server.breaches });
});

function holdRelease({ tag, commit, files }) {
  const { repository } = server;
  const at = '2026-01-01T00:00:00Z';
  const assets = files.map((file) => {
    const bytes = readFileSync(file);
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    const id = repository.nextId();
    const type = 'application/octet-stream';
    return [
      id,
      { id, name: basename(file), state: 'uploaded', contentType: type, size: bytes.length, sha256, createdAt: at },
    ];
  });
  const id = repository.nextId();
  const marks = { draft: false, prerelease: false, immutable: false, makeLatest: 'legacy' };
  const texts = { tagName: tag, targetCommitish: commit, name: tag, body: '', createdAt: at, publishedAt: at };
  repository.releases.set(id, { id, ...texts, ...marks, assets: new Map(assets) });
  repository.refs.set(`tags/${tag}`, { type: 'commit', sha: commit });
}
