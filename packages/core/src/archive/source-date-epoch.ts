import { Failure } from '../failure';

/** 1980-01-01T00:00:00Z: the first instant that a zip can hold, and so what Bazel, Gradle and wheels use too. */
export const DEFAULT_EPOCH_SECONDS = 315_532_800;

/** tar-stream cuts a header's time to 32 bits with a sign. */
const LATEST_EPOCH_SECONDS = 0x7fff_ffff;

/**
 * Seconds since 1970 from `SOURCE_DATE_EPOCH`, the constant where it is not set.
 * The specification (reproducible-builds.org/specs/source-date-epoch) allows an ASCII integer and nothing else, and asks
 * for an error rather than a guess: an empty value is one too.
 */
export function parseSourceDateEpoch(text: string | undefined): number {
  if (text === undefined) return DEFAULT_EPOCH_SECONDS;
  const seconds = /^(0|[1-9][0-9]*)$/.test(text) ? Number(text) : Number.NaN;
  if (seconds <= LATEST_EPOCH_SECONDS) return seconds;
  throw new Failure('source-date-epoch', {
    message: `SOURCE_DATE_EPOCH is \`${text}\`, which is no number of seconds from 0 to ${LATEST_EPOCH_SECONDS}`,
    hint: 'unset it, or set it to a time such as `git log -1 --format=%ct` prints',
  });
}
