import { basename, dirname, join } from 'node:path';
import type { Artifact, ArtifactRecord } from '../artifact';
import { copyArtifact, describeFile, fillDirectory, writeArtifactRecord } from '../artifact';
import { checkBinary, readBinary, readVersionedSymbols } from '../binary';
import type { CargoMessage } from '../cargo';
import { explainFailure, parseCargoMessage } from '../cargo';
import type { Copy } from '../container';
import { copyOfFile, outOfMemory } from '../container';
import { Failure, throwFailures } from '../failure';
import type { GlibcFloor, Platform } from '../platform';
import { stdHint } from '../toolchain';
import { fetchResults } from './fetch-results';
import type { BuildPlan, PlannedCall } from './plan';
import { FETCH_NETWORK } from './plan';
import { runPlanned } from './run-call';
import type { StreamedCall } from './streamed-process';

export interface BuildRun {
  readonly platform: Platform;
  readonly floor: GlibcFloor | undefined;
  /** Absolute; emptied first. */
  readonly outputFolder: string;
  /** What the compilers say, a line at a time, as they say it. */
  readonly onOutput: (line: string) => void;
  readonly profile: string;
  /** What there is to read, for a container that does not see the workspace: nothing else. */
  readonly sources: () => readonly Copy[];
  /** Leaves the container of a call that failed, for inspection. */
  readonly keepFailed: boolean;
  /** Compares what a call read, by what cargo says of it, with what was declared. */
  readonly checkReads: (call: PlannedCall, messages: readonly CargoMessage[]) => void;
}

/**
 * Runs a plan's calls one after the other, puts the binaries into the output folder, reads each of them back and leaves
 * the artifact record.
 *
 * @throws Failure what the compiler failed with, `compile-timeout`, `output-missing`, those of `checkReads`, and what
 *   reading back found.
 */
export function runBuild(plan: BuildPlan, run: BuildRun): Promise<ArtifactRecord> {
  return fillDirectory(run.outputFolder, () => build(plan, run));
}

async function build(plan: BuildPlan, run: BuildRun): Promise<ArtifactRecord> {
  const artifacts: Artifact[] = [];
  await fetchSources(plan, run);
  for (const call of plan.calls) {
    const messages = await runCall(plan, call, run);
    await fetchResults(plan, run.profile, messages);
    run.checkReads(call, messages);
    const executables = executablesOf(messages);
    for (const binary of call.binaries) {
      artifacts.push(await collect(plan, call, executables.get(binary) ?? noFile(call, binary), run));
    }
  }
  const record: ArtifactRecord = {
    schemaVersion: 1,
    unit: plan.unit,
    platform: plan.platform,
    stage: 'cross-compile',
    build: {
      builder: plan.builder,
      linker: plan.linker,
      environment: plan.environment,
      toolchain: plan.toolchain,
      passedOver: plan.passedOver,
    },
    artifacts: artifacts.sort((a, b) => (a.name < b.name ? -1 : 1)),
  };
  await writeArtifactRecord(run.outputFolder, record);
  return record;
}

interface Executable {
  readonly binary: string;
  /** Of the file that cargo says it made. */
  readonly path: string;
  readonly wantsDebug: boolean;
}

/** By the binary's name. */
type Executables = ReadonlyMap<string, Executable>;

function executablesOf(messages: readonly CargoMessage[]): Executables {
  return new Map(
    messages.flatMap((message) =>
      message.kind === 'artifact' && message.executable !== undefined
        ? [[message.executable.binary, { ...message.executable, wantsDebug: message.wantsDebug }] as const]
        : [],
    ),
  );
}

/** Enough of the end of a compiler's output to recognise what went wrong, characters. */
const TRANSCRIPT_LENGTH = 1_000_000;

async function runCall(plan: BuildPlan, call: PlannedCall, run: BuildRun): Promise<readonly CargoMessage[]> {
  const messages: CargoMessage[] = [];
  const onStdoutLine = (line: string) => {
    const message = parseCargoMessage(line);
    if (message !== undefined) messages.push(message);
  };
  await runCargo(plan, { ...call, onStdoutLine }, `Compiling ${call.crate} for ${plan.platform}`, run);
  return messages;
}

/** In a container of its own, since the calls' have no network. */
async function fetchSources(plan: BuildPlan, run: BuildRun): Promise<void> {
  const { fetch, container } = plan;
  if (fetch === undefined || container === undefined) return;
  const connected: BuildPlan = { ...plan, container: { ...container, network: FETCH_NETWORK } };
  await runCargo(connected, { ...fetch, onStdoutLine: run.onOutput }, `Fetching the sources of ${plan.unit}`, run);
}

/** @param doing For failures. */
async function runCargo(
  plan: BuildPlan,
  { argv, cwd, env, onStdoutLine }: Pick<StreamedCall, 'argv' | 'cwd' | 'env' | 'onStdoutLine'>,
  doing: string,
  run: BuildRun,
): Promise<void> {
  const { timeoutSeconds } = plan;
  let transcript = '';
  const onStderrLine = (line: string) => {
    transcript = `${transcript}${line}\n`.slice(-TRANSCRIPT_LENGTH);
    run.onOutput(line);
  };
  const call = { argv, cwd, env, timeoutSeconds, onStdoutLine, onStderrLine };
  const work = { reads: run.sources, changes: [] };
  const result = await runPlanned(plan, call, { doing, keepFailed: run.keepFailed }, work);
  switch (result.kind) {
    case 'exited':
      if (result.exitCode === 0) return;
      throw (
        explained(transcript, plan, doing, run.platform) ?? cargoFailed(plan, doing, `exit code ${result.exitCode}`)
      );
    case 'killed':
      throw cargoFailed(plan, doing, `ended by ${result.signal}`);
    case 'not-started':
      throw cargoFailed(plan, doing, result.reason);
    case 'timed-out':
      throw new Failure('compile-timeout', {
        message: `${doing} took longer than ${timeoutSeconds} seconds.`,
        hint: 'Raise `timeout` in nx-cross.json; waiting for another cargo does not count.',
      });
  }
}

/** One of the failures that users meet again and again. Cargo's own words stand above it. */
function explained(
  transcript: string,
  { container }: BuildPlan,
  doing: string,
  platform: Platform,
): Failure | undefined {
  const hint = stdHint({ rustup: true }, platform.id);
  const explanation = explainFailure(transcript, { platform, stdHint: hint });
  if (explanation === undefined) return undefined;
  const { code, message } = explanation;
  if (code === 'out-of-memory' && container !== undefined) {
    return outOfMemory(doing, { certain: false }, container.engine, container.memoryBytes);
  }
  return new Failure(code, { message: `${doing} failed: ${message}`, hint: explanation.hint });
}

/** What cargo and the compilers say has been streamed already; it stands above this sentence. */
function cargoFailed(plan: BuildPlan, doing: string, how: string): Failure {
  return new Failure('compile-failed', {
    message: `${doing} failed (${how}); the compiler's own words are above.`,
    hint: hintFor(plan),
  });
}

function hintFor({ unit, platform, container }: BuildPlan): string {
  if (container?.files.how !== 'copied')
    return `To run only this: npx nx-cross plan ${unit} --target=${platform} --shell`;
  return 'Only the task’s inputs were copied to the engine: a file that is missing there belongs into `inputs` of nx-cross.json.';
}

function noFile(call: PlannedCall, binary: string): never {
  throw new Failure('output-missing', {
    message: `Cargo finished, and named no file for the binary ${binary} of ${call.crate}.`,
    hint: 'Look at the `required-features` of the binary in Cargo.toml.',
  });
}

/**
 * zig compiles its C library with debug information when it may not strip the program whole, or takes what an earlier link
 * left in its cache: which, and from which folder, would be in the bytes.
 */
async function dropDebug(plan: BuildPlan, path: string, { keepFailed }: BuildRun): Promise<void> {
  const { dropDebug: tool } = plan;
  if (tool === undefined) return;
  const said: string[] = [];
  const call = {
    argv: [...tool.argv, path] as const,
    cwd: dirname(path),
    env: tool.env,
    timeoutSeconds: 300,
    onStdoutLine: (line: string) => void said.push(line),
    onStderrLine: (line: string) => void said.push(line),
  };
  const doing = `Taking the debug information from ${basename(path)}`;
  const result = await runPlanned(
    plan,
    call,
    { doing, keepFailed },
    { reads: () => [copyOfFile(path)], changes: [path] },
  );
  if (result.kind === 'exited' && result.exitCode === 0) return;
  throw new Failure('strip-failed', {
    message: `${basename(tool.argv[0])} could not take the debug information from ${basename(path)}.`,
    output: said.join('\n'),
  });
}

async function collect(plan: BuildPlan, call: PlannedCall, made: Executable, run: BuildRun): Promise<Artifact> {
  const name = `${made.binary}${run.platform.executableSuffix}`;
  const path = join(run.outputFolder, name);
  await copyArtifact(made.path, path);
  if (!made.wantsDebug) await dropDebug(plan, path, run);
  const [file, facts, symbols] = await Promise.all([describeFile(path), readBinary(path), readVersionedSymbols(path)]);
  throwFailures(
    checkBinary(name, facts, run.platform, {
      kind: 'executable',
      symbols,
      ...(run.floor === undefined ? {} : { floor: run.floor }),
    }),
  );
  return {
    name,
    kind: 'executable',
    platform: run.platform.id,
    path: name,
    ...file,
    crate: call.crate,
    binary: facts,
    sizes: { compiled: file.size },
  };
}
