import { distance } from 'fastest-levenshtein';
import { MOST } from '../nearest';
import { KNOWN_PLATFORMS } from './known-platforms';
import type { Platform } from './platform';

/**
 * The platforms that a name which is none was most likely meant to be, at most three, the nearest first: other
 * ecosystems' spellings (`linux/amd64`, `win32-x64`, `macos-arm64`) and typing errors. Only ever a hint: a guess that
 * is built is worse than an error.
 */
export function nearestPlatforms(text: string, platforms: readonly Platform[] = KNOWN_PLATFORMS): Platform[] {
  const wanted = normalise(text);
  const limit = Math.max(2, Math.floor(wanted.length / 4));
  return (
    platforms
      .map((platform, index) => ({
        platform,
        index,
        far: Math.min(...spellings(platform).map((s) => distance(wanted, s))),
      }))
      .filter(({ far }) => far <= limit)
      // Where several are equally far, the table's order: the most used first.
      .sort((a, b) => a.far - b.far || a.index - b.index)
      .filter(({ far }, _index, [best]) => best?.far !== 0 || far === 0)
      .slice(0, MOST)
      .map(({ platform }) => platform)
  );
}

/** The name to show to somebody who typed `text`: a triple for what looks like one, else the friendly name. */
export function nameLike(text: string, platform: Platform): string {
  return /-(unknown|pc|apple)-|-linux-(gnu|musl|android)/.test(text) ? platform.id : platform.friendly;
}

function normalise(text: string): string {
  return text
    .trim()
    .toLowerCase()
    .replace(/[/_\s.]+/g, '-');
}

/** All that people call a platform, normalised. */
function spellings(platform: Platform): string[] {
  const { names, os, libc, id, friendly, architecture } = platform;
  const environment = /-(gnullvm|msvc|gnu|musl)/.exec(id)?.[1];
  const systems = [os, names.npm?.os, ...(os === 'darwin' ? ['macos', 'osx', 'mac'] : os === 'windows' ? ['win'] : [])];
  const machines = [architecture, names.go?.arch, names.npm?.cpu, names.debian];
  const pairs = systems.flatMap((system) =>
    machines.flatMap((machine) =>
      system === undefined || machine === undefined ? [] : [`${system}-${machine}`, `${machine}-${system}`],
    ),
  );
  const suffix = libc === 'musl' ? '-musl' : '';
  const decorated = [...pairs.map((pair) => pair + suffix), ...pairs.map((pair) => `${pair}-${environment ?? os}`)];
  const whole = [id, friendly, names.wheel, names.oci, names.terraform, libc === 'musl' ? undefined : names.debian];
  return [...decorated, ...whole.filter((name) => name !== undefined)].map(normalise);
}
