import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join, posix } from 'node:path';
import type { ExecutorContext, PromiseExecutor } from '@nx/devkit';
import { Failure } from '@nx-cross/core';
import { emptyDirectory } from '@nx-cross/core/artifact';
import type { PlannedContainer } from '@nx-cross/core/build';
import {
  claimTargetDirectory,
  compileDemand,
  forgetWhereBuilt,
  identityOfPlan,
  rememberCrates,
  renderCopyReason,
  requireAnew,
  requireHashed,
  runBuild,
  writeInputRecord,
} from '@nx-cross/core/build';
import { requireRootsInside } from '@nx-cross/core/cargo';
import { renderEngine } from '@nx-cross/core/container';
import { localHost } from '@nx-cross/core/toolchain';
import type { LoadedUnit } from '@nx-cross/core/workspace';
import { ZIG_LITTER } from '@nx-cross/core/workspace';
import { KEEP } from '../../graph/keep';
import { runNxTasks } from '../nested-nx';
import { planUnit } from '../plan-unit';
import { reportFailures, say } from '../report';
import { runStage } from '../run-stage';
import type { StageTask } from '../stage-task';
import { builtCrates } from './built-crates';
import { copiedSources } from './copied-sources';
import { isCached, readInputs, watchInputs } from './input-checks';
import { answerWhy, inputRecord, recordFile } from './input-records';
import type { CrossCompileSchema } from './schema';

const runExecutor: PromiseExecutor<CrossCompileSchema> = (options, context) =>
  options.keep === undefined ? compileUnit(options, context) : reportFailures(() => runOwnTask(context));

const compileUnit: PromiseExecutor<CrossCompileSchema> = (options, context) =>
  runStage('cross-compile', options, context, async (task) => {
    const host = localHost();
    const inputs = readInputs(task, context);
    const record = () => inputRecord(task, inputs.before, context, process.env);
    await answerWhy(record, process.env);
    // Before the plan: where that fails, no earlier run's program stays behind.
    await emptyDirectory(task.folder('cross-compile'));
    requireOwnRoots(task);
    const plan = await planUnit(task.unit, task.platform, claimTargetDirectory, task.workspace, host);
    requireHashed(compileDemand(task.demanding), identityOfPlan(plan), process.env);
    for (const { choice, reason } of plan.passedOver) say(`passed over ${choice}: ${reason}`);
    if (plan.container !== undefined) sayWhere(plan.container);
    say(`linking with ${plan.linker}${plan.glibcFloor === undefined ? '' : `, glibc ${plan.glibcFloor}`}`);
    if (!isCached(context)) sayUncached(task.unit);
    const watch = watchInputs(task, inputs, plan, context, host);
    const crates = builtCrates(task, inputs.before, plan);
    const forgotten = await forgetWhereBuilt(plan, crates);
    const tidyUp = noteLitter(task, context.root);
    const run = runBuild(plan, {
      platform: task.platform,
      floor: task.floor,
      outputFolder: task.folder('cross-compile'),
      profile: task.options.compile.profile,
      sources: () => copiedSources(task, inputs, context),
      keepFailed: process.env[KEEP] === '1',
      onOutput: (line) => process.stderr.write(`${line}\n`),
      checkReads: (call, messages) => {
        requireAnew(forgotten, messages, plan.targetDirectory);
        watch(call, messages);
      },
    });
    await run.finally(tidyUp);
    rememberCrates(crates);
    writeInputRecord(recordFile(context.root, task.unit, task.platform, process.env), record());
  });

function sayWhere({ image, engine, files }: PlannedContainer): void {
  say(`in a container of ${image}, by ${renderEngine(engine)}`);
  if (files.how === 'mounted') return;
  say(`${renderCopyReason(engine, files.why)}: inputs are copied there, and what comes out is copied back`);
}

/**
 * Nx hashes what the command line says to a task. So the task hands over to itself, as everybody else runs it; that
 * containers are kept, the hook has told it by a variable.
 */
function runOwnTask({ root, projectName = '', targetName = '', target }: ExecutorContext): Promise<boolean> {
  const written = [target?.options, ...Object.values(target?.configurations ?? {})] as readonly (object | undefined)[];
  if (written.every((options) => options === undefined || !('keep' in options))) {
    return runNxTasks({ workspaceRoot: root, projects: [projectName], targets: [targetName] });
  }
  throw new Failure('config-invalid', {
    message: `the target ${projectName}:${targetName} has the option keep, which is for the command line alone`,
    hint: 'take it out of project.json, package.json or nx.json, and run the target with --keep',
  });
}

function requireOwnRoots({ unit, workspace }: StageTask): void {
  requireRootsInside({
    workspaceRoot: workspace.files.root,
    manifests: workspace.manifests,
    readText: (path) => (existsSync(path) ? readFileSync(path, 'utf8') : undefined),
    shipped: unit.shipped,
    crates: unit.crates.map(({ root }) => root),
  });
}

/** Why the result of a task is not kept, which nothing else would say. */
function sayUncached({ lock, cargoRoot }: LoadedUnit): void {
  const file = posix.join(cargoRoot, 'Cargo.lock');
  const isIgnored = lock === 'ignored';
  say(
    isIgnored
      ? `not cached: git ignores ${file}, so each checkout has its own; commit it`
      : `not cached: there was no ${file}; make it with cargo generate-lockfile, and commit it`,
  );
}

/** Takes away what zig leaves beside sources, where nothing of that name was before. */
function noteLitter({ unit }: StageTask, workspaceRoot: string): () => void {
  const files = unit.crates.map(({ root }) => join(workspaceRoot, root, ZIG_LITTER));
  const ours = files.filter((file) => !existsSync(file));
  return () => {
    for (const file of ours) rmSync(file, { force: true });
  };
}

export default runExecutor;
