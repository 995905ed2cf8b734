import { withFile } from './byte-source';
import type { ByteSource } from './byte-source';

/** A path of the build machine that was found inside a binary. */
export interface FoundPath {
  /** The root that was looked for, as it was given. */
  readonly root: string;
  /** The first place: the whole path, as far as it is printable. */
  readonly sample: string;
}

const CHUNK_BYTES = 1024 * 1024;

/** A sample longer than this is cut; paths in panics and debug information are shorter. */
const SAMPLE_BYTES = 160;

/**
 * Which of `roots` (absolute folders: workspace, cargo home, …) `file` mentions. A root counts where a separator or the
 * end of a name follows it, so `/build/app` is not found in `/build/apples`; what precedes it does not matter, since
 * Rust's strings lie one after another without a NUL between.
 *
 * @throws Failure `artifact-missing`, `binary-foreign`
 */
export function findBuildPaths(file: string, roots: readonly string[]): Promise<FoundPath[]> {
  return withFile(file, (source) => findBuildPathsIn(source, roots));
}

export async function findBuildPathsIn(source: ByteSource, roots: readonly string[]): Promise<FoundPath[]> {
  const wanted = roots.map((root) => ({ root, bytes: Buffer.from(trimSeparators(root)) }));
  // `/` alone would be found in every binary, and says nothing.
  const missing = new Set(wanted.filter(({ bytes }) => bytes.length > 0));
  const found = new Map<string, string>();
  // A path across two chunks lies whole in the second, which begins early enough to hold it and its sample.
  const overlap = SAMPLE_BYTES + Math.max(0, ...wanted.map(({ bytes }) => bytes.length));
  for (let start = 0; start < source.size && missing.size > 0; start += CHUNK_BYTES) {
    const chunk = await source.read(start, CHUNK_BYTES + overlap);
    for (const one of missing) {
      const at = findRoot(chunk, one.bytes);
      if (at === undefined) continue;
      found.set(one.root, readSample(chunk, at, one.bytes.length));
      missing.delete(one);
    }
  }
  return roots.flatMap((root) => {
    const sample = found.get(root);
    return sample === undefined ? [] : [{ root, sample }];
  });
}

function trimSeparators(root: string): string {
  return root.replace(/[/\\]+$/, '');
}

function findRoot(chunk: Buffer, root: Buffer): number | undefined {
  for (let at = chunk.indexOf(root); at !== -1; at = chunk.indexOf(root, at + 1)) {
    if (!isNameByte(chunk[at + root.length])) return at;
  }
  return undefined;
}

/** Letters, digits and what else continues a file's name; `undefined` is the end of the file. */
function isNameByte(byte: number | undefined): boolean {
  return byte !== undefined && (/[\w.-]/.test(String.fromCharCode(byte)) || byte > 0x7f);
}

/** From the root to the first byte that no path has, such as a NUL or a space. */
function readSample(chunk: Buffer, at: number, rootBytes: number): string {
  let end = at + rootBytes;
  while (end < chunk.length && end < at + rootBytes + SAMPLE_BYTES && isPathByte(chunk[end])) end += 1;
  return chunk.toString('utf8', at, end);
}

function isPathByte(byte: number | undefined): boolean {
  return byte !== undefined && byte > 0x20 && byte !== 0x7f;
}
