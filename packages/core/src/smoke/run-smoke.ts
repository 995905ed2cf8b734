import { join } from 'node:path';
import type { Artifact, ArtifactRecord } from '../artifact';
import { fillDirectory, verifyArtifactFiles, writeFileAtomically } from '../artifact';
import { Failure, throwFailures } from '../failure';
import type { Platform } from '../platform';
import type { Host } from '../toolchain';
import type { SmokeOptions } from '../unit';
import type { Runner } from './runner';
import { findRunner } from './runner';

/** What the smoke stage found; it stands in `smoke.json`, and publish reads it. */
export type SmokeResult =
  | { readonly status: 'passed'; readonly runner: Runner['kind']; readonly programs: readonly string[] }
  | { readonly status: 'not-run'; readonly reason: string };

export const SMOKE_FILE = 'smoke.json';

export interface SmokeRun {
  /** The record of the verify stage and its folder. */
  readonly record: ArtifactRecord;
  readonly folder: string;
  readonly outputFolder: string;
  readonly platform: Platform;
  readonly options: SmokeOptions;
  /** What the output must contain, where `version` is asked for. */
  readonly version: string | undefined;
}

/**
 * Runs each program of the record once. What nothing here can run is an error where the unit requires it, and is
 * otherwise said, never counted as passed.
 *
 * @throws Failure `smoke-impossible`, `smoke-failed` for each program that failed.
 */
export function runSmoke(run: SmokeRun, host: Host): Promise<SmokeResult> {
  return fillDirectory(run.outputFolder, () => smoke(run, host));
}

async function smoke(run: SmokeRun, host: Host): Promise<SmokeResult> {
  await verifyArtifactFiles(run.record, run.folder);
  const runner = await findRunner(host, run.platform);
  const result = 'reason' in runner ? refuse(run, runner) : await runPrograms(run, host, runner);
  await writeFileAtomically(join(run.outputFolder, SMOKE_FILE), `${JSON.stringify(result, null, 2)}\n`);
  return result;
}

function refuse(run: SmokeRun, { reason, hint }: { readonly reason: string; readonly hint?: string }): SmokeResult {
  if (!run.options.required) return { status: 'not-run', reason };
  throw new Failure('smoke-impossible', {
    message: `${run.record.unit} must run on ${run.platform.friendly} before it ships, and cannot here: ${reason}.`,
    ...(hint === undefined ? {} : { hint }),
  });
}

async function runPrograms(run: SmokeRun, host: Host, runner: Runner): Promise<SmokeResult> {
  const programs = run.record.artifacts.filter(({ kind }) => kind === 'executable');
  const failures: Failure[] = [];
  for (const program of programs) {
    const failure = await runProgram(run, host, runner, program);
    if (failure !== undefined) failures.push(failure);
  }
  throwFailures(failures);
  return { status: 'passed', runner: runner.kind, programs: programs.map(({ name }) => name) };
}

async function runProgram(run: SmokeRun, host: Host, runner: Runner, program: Artifact): Promise<Failure | undefined> {
  const [first, ...rest] = [...runner.argv, join(run.folder, program.path), ...run.options.arguments];
  if (first === undefined) return undefined;
  const result = await host.run([first, ...rest], {
    cwd: run.folder,
    env: { ...definedVariables(host.env), ...runner.env },
    timeoutMs: run.options.timeout * 1000,
  });
  const command = [program.name, ...run.options.arguments].join(' ');
  const output = `${result.stdout}${result.stderr}`;
  if (result.exitCode !== 0) {
    return new Failure('smoke-failed', {
      message: `\`${command}\` on ${run.platform.friendly} (${runner.kind}) ended with exit code ${result.exitCode}.`,
      output,
    });
  }
  if (run.version !== undefined && !prints(output, run.version)) {
    return new Failure('smoke-failed', {
      message: `\`${command}\` on ${run.platform.friendly} does not print the version ${run.version}.`,
      output,
    });
  }
  return undefined;
}

/** Whether a text has the version as it stands: 1.2.3 is neither in 1.2.30 nor in 11.2.3 nor in 1.2.3-rc.1. */
function prints(text: string, version: string): boolean {
  const literal = version.replace(/[.+]/g, '\\$&');
  return new RegExp(`(?<![\\d.])${literal}(?![\\w+-]|\\.\\d)`).test(text);
}

function definedVariables(env: Host['env']): Record<string, string> {
  return Object.fromEntries(Object.entries(env).filter((entry): entry is [string, string] => entry[1] !== undefined));
}
