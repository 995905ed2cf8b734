import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { parseApiUrl } from './api-url';
import type { GithubEvent } from './ports';
import { ledgerFolder, openWriteLedger } from './write-ledger';

const NOW = Date.UTC(2026, 0, 1);
const apiUrl = parseApiUrl('https://github.example.org:8443/api/v3');
let folder: string;
let told: GithubEvent[];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'nx-cross-ledger-'));
  told = [];
});
afterEach(() => rmSync(folder, { recursive: true }));

const host = () => ({ os: 'linux' as const, env: { XDG_CACHE_HOME: folder } });
const open = () => openWriteLedger(host(), apiUrl, { now: () => NOW, tell: (event) => void told.push(event) });

it('keeps of each write when it began, and in its place when it had ended', async () => {
  const turn = await (await open()).takeTurn();
  await turn.note(NOW - 20);
  await turn.note(NOW - 10);
  await turn.giveBack();
  const next = await (await open()).takeTurn();
  expect(next.ended).toEqual([NOW - 10]);
  await next.note(NOW);
  await next.giveBack();
  const last = await (await open()).takeTurn();
  expect(last.ended).toEqual([NOW - 10, NOW]);
  await last.giveBack();
});

/** A turn that a process of this machine has. */
function holdTurn(pid: number): string {
  const file = join(ledgerFolder(host(), apiUrl), '7');
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, JSON.stringify({ pid, hostname: hostname() }));
  return file;
}

it('waits for who has the turn, and says so once', async () => {
  const file = holdTurn(process.ppid);
  const waiting = (await open()).takeTurn();
  while (told.length === 0) await setTimeout(10);
  writeFileSync(file, 'over');
  await (await waiting).giveBack();
  expect(told).toEqual([{ kind: 'queued' }]);
});

it('does not wait for a process that was killed', async () => {
  holdTurn(spawnSync(process.execPath, ['--version']).pid);
  await (await (await open()).takeTurn()).giveBack();
  expect(told).toEqual([]);
});

it.each([
  ['is damaged', '{"a'],
  ['holds something else', '{"a": 1}'],
  ['tells of a time that has not come', JSON.stringify([NOW + 1])],
])('takes a file for empty that %s', async (_what, text) => {
  mkdirSync(ledgerFolder(host(), apiUrl), { recursive: true });
  writeFileSync(join(ledgerFolder(host(), apiUrl), 'ended.json'), text);
  const turn = await (await open()).takeTurn();
  expect(turn.ended).toEqual([]);
  await turn.giveBack();
});

it('is one for each server', () => {
  const other = parseApiUrl('https://api.github.com');
  expect(ledgerFolder(host(), other)).toBe(join(folder, 'nx-cross', 'github-writes', 'api.github.com'));
  expect(ledgerFolder(host(), apiUrl)).toBe(join(folder, 'nx-cross', 'github-writes', 'github.example.org-8443'));
});

it('ends before anything is written where it cannot be kept', async () => {
  writeFileSync(join(folder, 'nx-cross'), 'a file');
  await expect(open()).rejects.toMatchObject({ code: 'cannot-write' });
});
