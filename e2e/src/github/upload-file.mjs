// node upload-file.mjs <address of the API> <file> <sha256> <size>: publishes it as the one asset of a release, and prints
// how much memory that took at most, in KiB.
import { createRequire } from 'node:module';
import { setTimeout } from 'node:timers/promises';

const { openGithub, publishToGithub } = createRequire(import.meta.url)('@nx-cross/core/publish');
const [apiUrl, source, sha256, size] = process.argv.slice(2);
const repository = { owner: 'acme', name: 'tools' };
const sleep = (ms) => setTimeout(Math.max(0, ms));
const api = await openGithub({ apiUrl, token: 'a-token', repository }, { fetch, now: Date.now, sleep, tell: () => {} });
const assets = [{ name: 'large', source, sha256, size: Number(size) }];
const kind = { prerelease: false, latest: 'legacy', draft: false, ifExists: 'resume' };
const { how } = await publishToGithub({ tag: 'v1.0.0', commit: 'c'.repeat(40), ...kind, assets }, api);
console.log(JSON.stringify({ how, peak: process.resourceUsage().maxRSS }));
