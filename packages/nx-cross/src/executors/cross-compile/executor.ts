import { posix } from 'node:path';
import type { PromiseExecutor } from '@nx/devkit';
import { emptyDirectory } from '@nx-cross/core/artifact';
import { checkReads, compileDemand, identityOfPlan, planBuild, requireHashed, runBuild } from '@nx-cross/core/build';
import { localHost } from '@nx-cross/core/toolchain';
import type { LoadedUnit } from '@nx-cross/core/workspace';
import { compileSources, declaredInputs, isSource, UNIT_FILE } from '@nx-cross/core/workspace';
import { reportFailures, say } from '../report';
import { stageTask } from '../stage-task';
import { embeddedValues } from '../version';
import type { CrossCompileSchema } from './schema';

const runExecutor: PromiseExecutor<CrossCompileSchema> = (options, context) =>
  reportFailures(async () => {
    const task = stageTask(options, context);
    const host = localHost();
    // Before the plan: where that fails, no earlier run's program stays behind.
    await emptyDirectory(task.folder('cross-compile'));
    const plan = await planBuild(
      {
        unit: task.unit.name,
        platform: task.platform,
        floor: task.floor,
        options: task.options.compile,
        binaries: task.unit.binariesFor(task.platform),
        workspaceRoot: context.root,
        cargoRoot: task.unit.cargoRoot,
        embedded: embeddedValues(task.unit, process.env),
      },
      host,
    );
    requireHashed(compileDemand(task.demanding), identityOfPlan(plan), process.env);
    for (const { choice, reason } of plan.passedOver) say(`passed over ${choice}: ${reason}`);
    say(`linking with ${plan.linker}${plan.glibcFloor === undefined ? '' : `, glibc ${plan.glibcFloor}`}`);
    await runBuild(plan, {
      platform: task.platform,
      floor: task.floor,
      outputFolder: task.folder('cross-compile'),
      onOutput: (line) => process.stderr.write(`${line}\n`),
      checkReads: (executables) =>
        checkReads(executables, {
          workspaceRoot: context.root,
          isInput: inputsOf(task.unit),
          hasPredecessors: (task.unit.file.dependsOn ?? []).length > 0,
          unitFile: posix.join(task.unit.projectRoot, UNIT_FILE),
        }),
    });
  });

/** Whether a file is an input of the unit's compile tasks, as the graph declares them. */
function inputsOf({ crates, file, projectRoot }: LoadedUnit): (path: string) => boolean {
  const roots = crates.map(({ root }) => root);
  const declared = declaredInputs(file.inputs ?? [], projectRoot);
  const isOwn = isSource(compileSources(roots, [], declared));
  const isDeclared = isSource(declared);
  return (path) => isOwn(path) || isDeclared(path);
}

export default runExecutor;
