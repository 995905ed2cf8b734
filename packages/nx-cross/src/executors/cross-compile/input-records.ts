import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ExecutorContext } from '@nx/devkit';
import { canonicalJson, digestOf, digestOfBytes } from '@nx-cross/core/artifact';
import type { InputRecord, InputSnapshot } from '@nx-cross/core/build';
import { compileDemand, demandVariable, writeInputRecord } from '@nx-cross/core/build';
import { decidingVariables } from '@nx-cross/core/cargo';
import type { Platform } from '@nx-cross/core/platform';
import type { LoadedUnit } from '@nx-cross/core/workspace';
import { embeddedVariables } from '../../graph/inputs';
import type { StageTask } from '../stage-task';

type Env = Readonly<Record<string, string | undefined>>;

/** Beside cargo's target directories: it tells of builds on this machine, and goes with them. */
export function recordFile(workspaceRoot: string, unit: LoadedUnit, platform: Platform, env: Env): string {
  const base = env['CARGO_TARGET_DIR'] ?? join(workspaceRoot, unit.cargoRoot, 'target');
  return join(base, 'nx-cross', '.nx-cross', 'records', `${unit.name}.${platform.id}.json`);
}

/** What Nx hashes of every task, besides the project's own configuration. */
const OF_EVERY_TASK = ['nx.json', '.gitignore', '.nxignore'];

/** What the task is about to be compiled of. */
export function inputRecord(task: StageTask, inputs: InputSnapshot, context: ExecutorContext, env: Env): InputRecord {
  const { unit, platform, floor } = task;
  const { glibc: _asked, timeout: _timeout, ...compile } = task.options.compile;
  const targets = context.projectsConfigurations.projects[task.projectName]?.targets;
  const files = [...inputs].map(([path, { sha256 }]) => [path, sha256]);
  const settings = {
    ...compile,
    'glibc floor': floor ?? null,
    'what the crates inherit from the root Cargo.toml': unit.rootKeysDigestFor(platform).slice(0, 12),
    'targets of the project': digestOf(targets ?? null).slice(0, 12),
  };
  const embedded = embeddedVariables(compile.embeds, unit.projectRoot);
  const variables = [...decidingVariables(platform), ...compile.passEnv, ...embedded];
  return {
    hash: env['NX_TASK_HASH'] ?? '',
    files: { ...digestFiles(context.root, OF_EVERY_TASK), ...Object.fromEntries(files) },
    packages: packagesOf(unit),
    settings: Object.fromEntries(
      Object.entries(settings).flatMap(([key, value]) => (value === undefined ? [] : [[key, canonicalJson(value)]])),
    ),
    tools: splitIdentity(env[demandVariable(compileDemand(task.demanding))] ?? ''),
    variables: Object.fromEntries(
      variables.flatMap((name) => (env[name] ? [[name, digestOfBytes(env[name])] as const] : [])),
    ),
  };
}

function digestFiles(root: string, paths: readonly string[]): Record<string, string> {
  const there = paths.filter((path) => existsSync(join(root, path)));
  return Object.fromEntries(there.map((path) => [path, digestOfBytes(readFileSync(join(root, path)))]));
}

/** Of two versions of one package, both. */
function packagesOf({ lockClosure }: LoadedUnit): Record<string, string> {
  const packages: Record<string, string> = {};
  for (const { name, locked } of lockClosure) {
    const version = locked?.split(' ', 1)[0];
    if (version === undefined) continue;
    packages[name] = packages[name] === undefined ? version : `${packages[name]}, ${version}`;
  }
  return packages;
}

/** `zig on the host: rustc 1.95.0 (…); zig 0.17.0` as a table. */
function splitIdentity(text: string): Record<string, string> {
  const [choice = '', tools = ''] = text.split(/: (.*)/s);
  const rows = tools.split('; ').map((tool) => tool.split(/ (.*)/s));
  return Object.fromEntries([
    ['linker', choice],
    ...rows.flatMap(([name, version]) => (name ? [[name, version ?? '']] : [])),
  ]) as Record<string, string>;
}

/**
 * Where `nx-cross why` asks, the record is all that it wants: it ends this process when it has it, so that Nx notes neither
 * a failure nor a success.
 */
export async function answerWhy(record: () => InputRecord, env: Env): Promise<void> {
  const file = env['NX_CROSS_WHY'];
  if (file === undefined) return;
  writeInputRecord(file, record());
  for (let waited = 0; waited < WHY_LASTS_MS && existsSync(file); waited += 100) await sleep(100);
  throw new Error('nx-cross why has gone away without ending this task.');
}

/** Much longer than it takes to see a file. */
const WHY_LASTS_MS = 30_000;
