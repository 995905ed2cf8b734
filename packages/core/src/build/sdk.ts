import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Failure } from '../failure';

/** Apple's SDK names its own version in this file, and each version has its own. */
const SDK_FILE = 'SDKSettings.json';

/**
 * An SDK is declared by path and digest, never assumed: a build with another one would be another build under the same
 * hash.
 *
 * @throws Failure `sdk-mismatch` where it is not there, or is not the one that was declared.
 */
export function requireSdk(sdk: { readonly path: string; readonly sha256: string }, workspaceRoot: string): void {
  const file = join(resolve(workspaceRoot, sdk.path), SDK_FILE);
  const found = digestOfFile(file);
  if (found === sdk.sha256) return;
  throw new Failure('sdk-mismatch', {
    message:
      found === undefined
        ? `The SDK of \`sdk.path\` has no ${SDK_FILE} at ${file}.`
        : `The SDK at ${sdk.path} is not the declared one: its ${SDK_FILE} has the digest ${found}.`,
    hint: 'Correct `sdk.path` and `sdk.sha256` in nx-cross.json, or put the declared SDK there.',
  });
}

function digestOfFile(file: string): string | undefined {
  try {
    return createHash('sha256').update(readFileSync(file)).digest('hex');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    throw error;
  }
}
