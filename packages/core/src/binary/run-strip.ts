import { copyFile, rm } from 'node:fs/promises';
import { Failure } from '../failure';
import type { RunResult } from '../toolchain/host';
import type { BinaryFacts } from './facts';
import { verifyCodeSignature } from './mach-o-signature';
import { readBinary } from './read-binary';
import type { StripCall, StripPlan } from './strip';

export interface StrippedBinary {
  readonly output: string;
  readonly facts: BinaryFacts;
  readonly symbols?: string;
}

/** What a strip must leave as it was. A PE's timestamp is among them: a tool that sets it makes two strips differ. */
const KEPT = [
  'format',
  'architectures',
  'kind',
  'static',
  'dynamicLibraries',
  'interpreter',
  'minimumGlibc',
  'minimumMacos',
  'signature',
  'buildId',
  'subsystem',
  'timestamp',
] as const satisfies readonly (keyof BinaryFacts)[];

/** Runs a call of the plan where the objcopy is. */
export type RunObjcopy = (call: StripCall) => Promise<RunResult>;

/**
 * Runs the plan and reads the result back. What was written is removed again where anything fails.
 *
 * @throws Failure `strip-failed` with the tool's own words, or with what it broke; `cannot-write`
 */
export async function runStrip(objcopy: RunObjcopy, plan: StripPlan): Promise<StrippedBinary> {
  try {
    const before = await readBinary(plan.input);
    for (const step of plan.steps) {
      await (step.kind === 'copy' ? copy(step.from, step.to) : run(objcopy, step));
    }
    const facts = await readBack(plan, before);
    return { output: plan.output, facts, ...(plan.symbols === undefined ? {} : { symbols: plan.symbols }) };
  } catch (error) {
    await Promise.all([plan.output, plan.symbols].map((file) => file !== undefined && rm(file, { force: true })));
    throw error;
  }
}

async function run(objcopy: RunObjcopy, call: StripCall): Promise<void> {
  const result = await objcopy(call);
  if (result.exitCode === 0) return;
  throw new Failure('strip-failed', {
    message: `${call.argv.join(' ')} ended with exit code ${String(result.exitCode)}`,
    output: `${result.stderr}${result.stdout}`,
  });
}

async function copy(from: string, to: string): Promise<void> {
  await copyFile(from, to).catch((cause: unknown) => {
    throw new Failure('cannot-write', { message: `${to} cannot be written`, cause });
  });
}

async function readBack(plan: StripPlan, before: BinaryFacts): Promise<BinaryFacts> {
  const facts = await readBinary(plan.output).catch((cause: unknown) => {
    const reason = cause instanceof Failure ? cause.message : String(cause);
    throw new Failure('strip-failed', { message: `the strip left no binary: ${reason}`, cause });
  });
  const broken = KEPT.filter((key) => JSON.stringify(facts[key]) !== JSON.stringify(before[key])).map(
    (key) => `${key} was ${JSON.stringify(before[key])} and is ${JSON.stringify(facts[key])}`,
  );
  if (!facts.stripped) broken.push('symbols remain');
  const problem = await verifyCodeSignature(plan.output);
  if (problem !== undefined) broken.push(problem);
  if (broken.length > 0) {
    throw new Failure('strip-failed', { message: `the strip of ${plan.input} broke it: ${broken.join('; ')}` });
  }
  return facts;
}
