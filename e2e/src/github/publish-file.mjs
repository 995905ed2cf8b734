// node publish-file.mjs <address of the API> <tag> <file> <sha256> <size> [<copies> <clock>]: publishes a release whose assets
// are the file under as many names, and prints how that ended and how much memory it took at most, in KiB.
// The clock is a file with a time, which sleeping sets forward: for processes that share it, hours take no time.
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { setTimeout } from 'node:timers/promises';

const require = createRequire(import.meta.url);
const { openGithub, openWriteLedger, parseApiUrl, publishToGithub } = require('@nx-cross/core/publish');
const { localHost } = require('@nx-cross/core/toolchain');
const [address, tag, source, sha256, size, copies = '1', clock] = process.argv.slice(2);

const shared = {
  now: () => Number(readFileSync(clock, 'utf8')),
  sleep: async (ms) => {
    writeFileSync(`${clock}.${process.pid}`, String(shared.now() + ms));
    renameSync(`${clock}.${process.pid}`, clock);
  },
};
const { now, sleep } = clock === undefined ? { now: Date.now, sleep: (ms) => setTimeout(ms) } : shared;
const tell = () => {};
const apiUrl = parseApiUrl(address);
const ledger = await openWriteLedger(localHost(), apiUrl, { now, tell });
const repository = { owner: 'acme', name: 'tools' };
const api = await openGithub({ apiUrl, token: 'a-token', repository }, { fetch, now, sleep, ledger, tell });
const assets = Array.from({ length: Number(copies) }, (_, index) => {
  return { name: `copy-${index}`, source, sha256, size: Number(size) };
});
const kind = { prerelease: false, latest: 'legacy', draft: false, ifExists: 'resume' };
const { how } = await publishToGithub({ tag, commit: 'c'.repeat(40), ...kind, assets }, api);
console.log(JSON.stringify({ how, peak: process.resourceUsage().maxRSS }));
