import { copyFileSync, ftruncateSync, openSync, closeSync, readSync, statSync, writeSync } from 'node:fs';
import { Failure } from '@nx-cross/core';
import { readBinary, readVersionedSymbols, verifyCodeSignature } from '@nx-cross/core/binary';
import { planDamage } from '@nx-cross/testing';

const CUTS = 100;
const FLIPS = 200;

/** Longer than any reading takes on a busy machine, shorter than anybody waits, milliseconds. */
const PATIENCE = 10_000;

/**
 * Reads copies of a program that were cut off or had bytes changed: none may crash a reader or hang it, and what was cut
 * off is refused.
 *
 * @param scratch A file to work in.
 */
export async function expectDamageToBeFound(program: string, scratch: string): Promise<void> {
  copyFileSync(program, scratch);
  const { size } = statSync(scratch);
  const file = openSync(scratch, 'r+');
  try {
    for (let seed = 0; seed < FLIPS; seed += 1) {
      const undo = planDamage(size, seed).map(({ at, value }) => ({ at, before: patch(file, at, value) }));
      await readAll(scratch);
      for (const { at, before } of undo.reverse()) patch(file, at, before);
    }
    // From the end to the start, so that one copy serves for all.
    const accepted: number[] = [];
    for (let cut = CUTS - 1; cut >= 0; cut -= 1) {
      const length = Math.floor((size * cut) / CUTS);
      ftruncateSync(file, length);
      if ((await readAll(scratch)) === undefined) accepted.push(length);
    }
    expect(accepted).toEqual([]);
  } finally {
    closeSync(file);
  }
}

/** Puts a byte and returns what was there. */
function patch(file: number, at: number, value: number): number {
  const before = Buffer.alloc(1);
  readSync(file, before, 0, 1, at);
  writeSync(file, Buffer.from([value]), 0, 1, at);
  return before[0] ?? 0;
}

/** The first refusal of all that read a program; anything but a Failure of the two codes is a crash. */
async function readAll(file: string): Promise<string | undefined> {
  const start = performance.now();
  let refusal: string | undefined;
  for (const read of [readBinary, readVersionedSymbols, verifyCodeSignature]) {
    try {
      const answer: unknown = await read(file);
      if (typeof answer === 'string') refusal ??= answer;
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      expect(['binary-malformed', 'binary-foreign']).toContain(error.code);
      refusal ??= error.message;
    }
  }
  expect(performance.now() - start).toBeLessThan(PATIENCE);
  return refusal;
}
