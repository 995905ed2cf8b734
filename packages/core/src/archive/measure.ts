import { createHash } from 'node:crypto';
import { Transform } from 'node:stream';
import type { Sha256 } from '../artifact';

/** Lets bytes through and measures them; `result` is to be called after the stream's end, once. */
export function measureBytes(): {
  readonly stream: Transform;
  readonly result: () => { size: number; sha256: Sha256 };
} {
  const hash = createHash('sha256');
  let size = 0;
  const stream = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      hash.update(chunk);
      size += chunk.length;
      done(null, chunk);
    },
  });
  return { stream, result: () => ({ size, sha256: hash.digest('hex') as Sha256 }) };
}
