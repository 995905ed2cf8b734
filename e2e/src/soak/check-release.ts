import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { Rig } from '@nx-cross/testing';
import { readArchive } from '../read-archive';
import type { CleanBuild } from './clean-build';
import type { State } from './edits';
import { expectWords } from './expected-words';
import type { Program } from './expected-words';
import { FRIENDLY, MUSL, PROGRAMS } from './history-workspace';
import { renderFiles } from './render-state';

const digest = (bytes: Buffer | string) => createHash('sha256').update(bytes).digest('hex');

/**
 * Holds what a run left in `dist/`, made or from the cache, against the state: the programs against a clean build and
 * against what they must say, archives and checksums against what they must hold. Returns what is wrong.
 */
export async function checkRelease(
  rig: Rig,
  state: State,
  platforms: readonly string[],
  clean: CleanBuild,
): Promise<readonly string[]> {
  const wrong: string[] = [];
  const compare = (what: string, found: unknown, wanted: unknown) => {
    const [a, b] = [JSON.stringify(found), JSON.stringify(wanted)];
    if (a !== b) wrong.push(`${what} is ${a}, and should be ${b}`);
  };
  for (const platform of platforms) {
    const digests = await clean.digestsOf(state, platform);
    for (const program of PROGRAMS) {
      const path = (stage: string) => rig.path('dist', program, platform, stage, program);
      const what = `${program} for ${platform}`;
      compare(`the digest of ${what}`, digest(readFileSync(path('cross-compile'))), digests[program]);
      compare(`the output of ${what}`, run(path('verify')), expectWords(program, state, platform === MUSL));
      compare(`the symbols of ${what}`, hasSymbols(path('verify')), !isStripped(program, state));
      const archive = rig.path('dist', program, platform, 'package', archiveName(program, platform, state));
      if (existsSync(archive)) compareArchive(archive, path('verify'), program, state, compare);
      else wrong.push(`there is no ${archive}`);
    }
  }
  compareChecksums(rig, state, platforms, compare);
  return wrong;
}

type Compare = (what: string, found: unknown, wanted: unknown) => void;

function run(program: string): string {
  return execFileSync(program, { encoding: 'utf8' });
}

function hasSymbols(program: string): boolean {
  return execFileSync('readelf', ['--section-headers', '--wide', program], { encoding: 'utf8' }).includes('.symtab');
}

function isStripped(program: Program, state: State): boolean {
  return program !== 'greeter' || state['strip.enabled of greeter'] === 'true';
}

function versionOf(state: State): string {
  return state.NX_CROSS_VERSION === 'unset' ? state['version of the programs'] : state.NX_CROSS_VERSION;
}

function archiveName(program: Program, platform: string, state: State): string {
  const format = program === 'tool' ? state['archive.format of tool'] : 'tar.gz';
  return `${program}-v${versionOf(state)}-${FRIENDLY[platform] ?? ''}.${format}`;
}

function compareArchive(archive: string, binary: string, program: Program, state: State, compare: Compare): void {
  const name = basename(archive);
  const wrapped = program === 'greeter' && state['archive.wrapInDirectory of greeter'] === 'true';
  const prefix = wrapped ? `${name.replace('.tar.gz', '')}/` : '';
  const files = renderFiles(state);
  // The project's own README stands in place of the workspace's.
  const readme = files[`apps/${program}/README.md`] ?? files['README.md'] ?? '';
  compare(
    `what is in ${name}`,
    Object.fromEntries(
      readArchive(archive).flatMap((file) => (file.name.endsWith('/') ? [] : [[file.name, file.sha256]])),
    ),
    { [`${prefix}README.md`]: digest(readme), [`${prefix}${program}`]: digest(readFileSync(binary)) },
  );
  if (!name.endsWith('.tar.gz')) return;
  // Ustar: twelve bytes at 136 are the time of the first entry, octal.
  const time = Number.parseInt(gunzipSync(readFileSync(archive)).toString('latin1', 136, 147), 8);
  const epoch = state.SOURCE_DATE_EPOCH;
  compare(`the time in ${name}`, time, epoch === 'unset' ? Date.UTC(1980, 0, 1) / 1000 : Number(epoch));
}

function compareChecksums(rig: Rig, state: State, platforms: readonly string[], compare: Compare): void {
  const folder = rig.path('dist', 'pair', platforms.includes(MUSL) ? 'checksum' : 'checksum--native');
  const archives = PROGRAMS.flatMap((program) =>
    platforms.map((platform) => {
      const name = archiveName(program, platform, state);
      return [name, digest(readFileSync(rig.path('dist', program, platform, 'package', name)))] as const;
    }),
  );
  const manifest = readFileSync(`${folder}/manifest.json`, 'utf8');
  const sums = [...archives, ['manifest.json', digest(manifest)] as const].sort(([a], [b]) => (a < b ? -1 : 1));
  const text = sums.map(([name, sum]) => `${sum}  ${name}\n`).join('');
  compare('SHA256SUMS', readFileSync(`${folder}/SHA256SUMS`, 'utf8'), text);
  compare('the version in manifest.json', (JSON.parse(manifest) as { version: string }).version, versionOf(state));
  const [first = ['']] = sums;
  compare('a sidecar', existsSync(`${folder}/${first[0]}.sha256`), state['release.sidecars'] === 'true');
}
