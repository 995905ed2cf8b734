import { distance } from 'fastest-levenshtein';
import { MOST } from '../nearest';
import { KNOWN_PLATFORMS } from './known-platforms';
import type { OperatingSystem, Platform } from './platform';

/** What people call an operating system beside its own name and Node's. */
const SYSTEM_WORDS: Partial<Record<OperatingSystem, readonly string[]>> = {
  darwin: ['macos', 'osx', 'mac'],
  windows: ['win', 'mingw32'],
};

/**
 * The platforms that a name which is none was most likely meant to be, at most three, the nearest first: other
 * ecosystems' spellings (`linux/amd64`, `win32-x64`, `macos-arm64`), typing errors, and else what has a word in common
 * (`macos`). Only ever a hint: a guess that is built is worse than an error.
 */
export function nearestPlatforms(text: string, platforms: readonly Platform[] = KNOWN_PLATFORMS): Platform[] {
  const wanted = normalise(text);
  const limit = Math.max(2, Math.floor(wanted.length / 4));
  const near = rank(platforms, (platform) => Math.min(...spellings(platform).map((name) => distance(wanted, name))));
  // Beside a good match, a poor one is noise.
  const best = near[0]?.far ?? 0;
  const typed = near.filter(({ far }) => far <= limit && far <= (best === 0 ? 0 : best + 1));
  const chosen = typed.length > 0 ? typed : mostInCommon(wanted, platforms);
  return chosen.slice(0, MOST).map(({ platform }) => platform);
}

/** The name to show to somebody who typed `text`: a triple for what looks like one, else the friendly name. */
export function nameLike(text: string, platform: Platform): string {
  return /-(unknown|pc|apple)-|-linux-(gnu|musl|android)/.test(text) ? platform.id : platform.friendly;
}

interface Ranked {
  readonly platform: Platform;
  readonly far: number;
}

/** Where several are equally far, the table's order: the most used first. */
function rank(platforms: readonly Platform[], measure: (platform: Platform) => number): Ranked[] {
  return platforms.map((platform) => ({ platform, far: measure(platform) })).sort((a, b) => a.far - b.far);
}

function mostInCommon(wanted: string, platforms: readonly Platform[]): Ranked[] {
  const hasOneOf = (words: readonly string[]) => words.some((word) => `-${wanted}-`.includes(`-${word}-`));
  const missing = (platform: Platform) =>
    [systemWords(platform), machineWords(platform)].filter((words) => !hasOneOf(words));
  const ranked = rank(platforms, (platform) => missing(platform).length);
  return ranked.filter(({ far }) => far < 2 && far === ranked[0]?.far);
}

function normalise(text: string): string {
  return text
    .trim()
    .toLowerCase()
    .replace(/[/_\s.]+/g, '-');
}

function systemWords({ os, names }: Platform): string[] {
  return [os, names.npm?.os, ...(SYSTEM_WORDS[os] ?? [])].filter((word) => word !== undefined);
}

function machineWords({ architecture, names }: Platform): string[] {
  const words = [architecture, names.go?.arch, names.npm?.cpu, names.debian];
  return words.filter((word) => word !== undefined).map(normalise);
}

/** All that people call a platform, normalised. */
function spellings(platform: Platform): string[] {
  const { names, libc, id, friendly } = platform;
  const machines = machineWords(platform);
  const pairs = systemWords(platform).flatMap((system) =>
    machines.flatMap((machine) => [`${system}-${machine}`, `${machine}-${system}`]),
  );
  // A name without a word for the C library means glibc, or whatever a system has.
  const environment = /-(gnullvm|msvc|gnu|musl)/.exec(id)?.[1];
  const endings = [...(libc === 'musl' ? [] : ['']), ...(environment === undefined ? [] : [`-${environment}`])];
  const whole = [id, friendly, names.wheel, ...(libc === 'musl' ? [] : [names.oci, names.terraform, names.debian])];
  return [
    ...endings.flatMap((ending) => pairs.map((pair) => pair + ending)),
    ...whole.filter((name) => name !== undefined).map(normalise),
  ];
}
