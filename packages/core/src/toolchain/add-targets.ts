import { Failure } from '../failure';
import type { Host } from './host';
import type { RustToolchain } from './rust';
import { findStd } from './rust';

/**
 * Adds the std of the triples that lack one, where a rustup stands by.
 *
 * @returns The triples that were added.
 * @throws Failure `setup-failed` with rustup's own words.
 */
export async function addRustTargets(
  host: Host,
  rust: RustToolchain,
  triples: readonly string[],
): Promise<readonly string[]> {
  const missing = triples.filter((triple) => findStd(rust, triple) === undefined);
  const rustup = rust.rustup ? await host.which('rustup') : undefined;
  if (missing.length === 0 || rustup === undefined) return [];
  const toolchain = rust.selector === undefined ? [] : ['--toolchain', rust.selector.slice(1)];
  const answer = await host.run([rustup, 'target', 'add', ...toolchain, ...missing]);
  if (answer.exitCode === 0) return missing;
  throw new Failure('setup-failed', {
    message: `rustup could not add ${missing.join(', ')}.`,
    output: `${answer.stdout}${answer.stderr}`,
  });
}
