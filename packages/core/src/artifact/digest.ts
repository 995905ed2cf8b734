import { createHash } from 'node:crypto';
import type { Sha256 } from './record';

/** The sha256 of bytes, or of a text as UTF-8. */
export function digestOfBytes(bytes: Uint8Array | string): Sha256 {
  return createHash('sha256').update(bytes).digest('hex') as Sha256;
}

/** The sha256 of a JSON value, whatever the order of its keys. */
export function digestOf(value: unknown): Sha256 {
  return digestOfBytes(canonicalJson(value));
}

/**
 * JSON with keys in order of their UTF-16 code units and no blanks, as RFC 8785 has it, so that equal values are equal
 * texts. Keys whose value is `undefined` are left out. Throws a TypeError for what JSON cannot hold.
 */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value)
      .filter(([, member]) => member !== undefined)
      .sort(([a], [b]) => (a < b ? -1 : 1));
    return `{${entries.map(([key, member]) => `${JSON.stringify(key)}:${canonicalJson(member)}`).join(',')}}`;
  }
  if (typeof value === 'number' && !Number.isFinite(value)) throw new TypeError(`${value} is not JSON`);
  const text = JSON.stringify(value) as string | undefined;
  if (text === undefined) throw new TypeError(`${typeof value} is not JSON`);
  return text;
}
