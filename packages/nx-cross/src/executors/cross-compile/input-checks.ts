import { hostname } from 'node:os';
import { dirname, join, posix } from 'node:path';
import type { ExecutorContext, TaskGraph } from '@nx/devkit';
import type { BuildPlan, BuildRun, InputPlaces, InputSnapshot } from '@nx-cross/core/build';
import {
  checkReads,
  checkVariables,
  gatherReads,
  requireAsHashed,
  requireUnchanged,
  snapshotInputs,
  STARTED,
} from '@nx-cross/core/build';
import { isMachineVariable } from '@nx-cross/core/cargo';
import type { Host } from '@nx-cross/core/toolchain';
import { homesOf } from '@nx-cross/core/toolchain';
import {
  declaredFolders,
  declaredInputs,
  isSource,
  settingsFiles,
  UNIT_FILE,
  unitInputs,
} from '@nx-cross/core/workspace';
import type { StageTask } from '../stage-task';

/** The inputs of a compile: where they are, and what they were before it began. */
export interface TaskInputs {
  readonly places: InputPlaces;
  readonly before: InputSnapshot;
}

export function readInputs(task: StageTask, context: ExecutorContext): TaskInputs {
  const places = inputPlaces(task, context);
  return { places, before: snapshotInputs(places) };
}

/**
 * What the hash says of a compile is held against what happens: the inputs are as they were hashed, stay so, and are all
 * that is read.
 *
 * @returns The check for after each call.
 * @throws Failure `input-changed`
 */
export function watchInputs(
  task: StageTask,
  { places, before }: TaskInputs,
  plan: BuildPlan,
  context: ExecutorContext,
  host: Host,
): BuildRun['checkReads'] {
  requireAsHashed(before, {
    started: host.env[STARTED],
    hostname: hostname(),
    now: Date.now(),
    isOutput: isSource({ included: outputsBefore(context), excluded: [] }),
    notes: join(dirname(plan.targetDirectory), '.nx-cross', 'inputs'),
  });
  return (call, messages) => {
    requireUnchanged(before, places);
    const unitFile = posix.join(task.unit.projectRoot, UNIT_FILE);
    const { passEnv, env: own } = task.options.compile;
    const reads = gatherReads(call, messages);
    checkReads(reads, {
      ...places,
      crates: task.unit.crates.map(({ root }) => root),
      hasPredecessors: (task.unit.file.dependsOn ?? []).length > 0,
      unitFile,
      ...knownFolders(plan, call.env, host),
    });
    checkVariables(reads.variables, {
      workspaceRoot: context.root,
      hostEnv: host.env,
      hostOs: host.os,
      env: call.env,
      declared: [...passEnv, ...Object.keys(own)],
      unitFile,
    });
  };
}

/** The inputs of the unit's compile tasks, as the graph declares them. */
function inputPlaces({ unit, workspace, platform }: StageTask, context: ExecutorContext): InputPlaces {
  const roots = unit.crates.map(({ root }) => root);
  const declared = declaredInputs(unit.file.inputs ?? [], unit.projectRoot);
  const isCrate = (folder: string) => workspace.files.readText(posix.join(folder, 'Cargo.toml')) !== undefined;
  const byName = [
    ...settingsFiles(unit.cargoRoot),
    posix.join(unit.cargoRoot, 'Cargo.toml'),
    // One that was not there when the graph was made, or that not all share, is no input: cargo writes it.
    ...(isCached(context) ? [posix.join(unit.cargoRoot, 'Cargo.lock')] : []),
    ...(platform.targetSpec === undefined ? [] : [platform.targetSpec]),
  ];
  return {
    workspaceRoot: context.root,
    folders: [...new Set([...roots, ...declaredFolders(declared)])],
    files: byName,
    isInput: unitInputs(roots, declared, isCrate),
    isIgnored: workspace.isIgnored,
  };
}

/** Without a lock file that all share a compile is not cached; of the run's first compile on there may be one. */
export function isCached({ target }: ExecutorContext): boolean {
  return target?.cache !== false;
}

/** As globs: what other tasks make, which is hashed when they have run. */
export function outputsBefore({ taskGraph, projectName, targetName }: ExecutorContext): readonly string[] {
  if (taskGraph === undefined) return [];
  const own = Object.values(taskGraph.tasks).find(
    ({ target }) => target.project === projectName && target.target === targetName,
  );
  const outputs = tasksBefore(own?.id ?? '', taskGraph).flatMap((id) => taskGraph.tasks[id]?.outputs ?? []);
  return outputs.flatMap((output) => [output, `${output}/**/*`]);
}

function tasksBefore(id: string, { dependencies }: TaskGraph): readonly string[] {
  const found = new Set<string>();
  const waiting = [...(dependencies[id] ?? [])];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    if (found.has(next)) continue;
    found.add(next);
    waiting.push(...(dependencies[next] ?? []));
  }
  return [...found];
}

/** Where no sources lie: what cargo, rustup and the build itself keep, and what a hashed variable names. */
function knownFolders(plan: BuildPlan, env: Readonly<Record<string, string>>, host: Host) {
  // As the call sees them: in a container they lie elsewhere.
  const { cargo, rustup } = homesOf({ env, os: plan.container === undefined ? host.os : 'linux' });
  const hashed = Object.entries(env).filter(([name]) => !isMachineVariable(name, host.os));
  return {
    known: [plan.targetDirectory, cargo, rustup],
    named: hashed.flatMap(([, value]) => (/^(\/[^/]|[A-Za-z]:\\.)/.test(value) ? [value] : [])),
  };
}
