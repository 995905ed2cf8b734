import { writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';

/** Which of a soak's cases a run takes. */
export interface SoakShare {
  /** Each case is made from its seed alone. */
  readonly seeds: readonly number[];
  /** The line that repeats cases alone. */
  repeat(...seeds: readonly number[]): string;
  /** Tells how far it is, where somebody waits for a long run. */
  progress(done: number, what: string): void;
  /** Leaves the figures for `npm run soak`. */
  report(figures: Readonly<Record<string, number>>): void;
}

/**
 * The share of a soak that the environment asks for: `NX_CROSS_SOAK_<NAME>` cases from `NX_CROSS_SOAK_FROM` on, or those
 * of `NX_CROSS_SOAK_SEEDS`, with commas.
 *
 * @param name `histories`
 * @param usual How many `npm test` takes.
 * @param file The test's own, to be named when a case fails.
 */
export function soakShare(name: string, usual: number, file: string): SoakShare {
  const { env } = process;
  const listed = env['NX_CROSS_SOAK_SEEDS'];
  const from = Number(env['NX_CROSS_SOAK_FROM'] ?? 0);
  const count = Number(env[`NX_CROSS_SOAK_${name.toUpperCase()}`] ?? usual);
  const seeds = listed?.split(',').map(Number) ?? Array.from({ length: count }, (_, index) => from + index);
  const folder = env['NX_CROSS_SOAK_REPORT'];
  return {
    seeds,
    repeat: (...some) =>
      `NX_CROSS_SOAK_SEEDS=${some.join(',')} npx jest --config e2e/jest.config.cjs e2e/src/soak/${basename(file)}`,
    progress: (done, what) => {
      if (folder !== undefined) process.stderr.write(`${name}: ${String(done)} of ${String(seeds.length)}: ${what}\n`);
    },
    report: (figures) => {
      if (folder === undefined) return;
      writeFileSync(join(folder, `${name}-${String(from)}.json`), JSON.stringify(figures));
    },
  };
}
