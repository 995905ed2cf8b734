import { join, posix } from 'node:path';
import { digestOf } from '@nx-cross/core/artifact';
import type { BuildPlan, BuiltCrates, CrateState, InputSnapshot } from '@nx-cross/core/build';
import type { StageTask } from '../stage-task';
import { embeddedValues } from '../version';

/** The workspace's own crates that a build compiles, with digests of what they are compiled of. */
export function builtCrates(task: StageTask, inputs: InputSnapshot, plan: BuildPlan): BuiltCrates {
  return {
    targetDirectory: plan.targetDirectory,
    platform: task.platform.id,
    profile: task.options.compile.profile,
    crates: crateStates(task, inputs),
  };
}

function crateStates({ unit, options, workspace }: StageTask, inputs: InputSnapshot): readonly CrateState[] {
  const roots = unit.crates.map(({ root }) => root).sort((a, b) => b.length - a.length);
  // A file belongs to the innermost crate around it.
  const ownerOf = (path: string) => roots.find((root) => root === '.' || path.startsWith(`${root}/`));
  const digests = [...inputs].map(([path, { sha256 }]) => ({ path, sha256, owner: ownerOf(path) }));
  const beside = digests.filter(({ owner }) => owner === undefined).map(({ path, sha256 }) => [path, sha256]);
  const surroundings = { beside, env: options.compile.env };
  const hasOutputs = (unit.file.dependsOn ?? []).length > 0;
  // New with every commit; `env!` of them cargo watches itself.
  const embedded = { names: options.compile.embeds, values: embeddedValues(unit, process.env) };
  const hasBuildScript = (root: string) => {
    const build = workspace.manifests.at(root)?.package?.build;
    return build === undefined ? inputs.has(posix.join(root, 'build.rs')) : build !== false;
  };
  return unit.crates.map(({ name, root, manifestPath }) => ({
    name,
    manifestPath: join(workspace.files.root, manifestPath),
    digests: {
      files: digestOf(digests.filter(({ owner }) => owner === root).map(({ path, sha256 }) => [path, sha256])),
      // What another task made may be read by any crate, under any name, and has the time that a cache gave it.
      [`of-${unit.name}`]: hasOutputs
        ? undefined
        : digestOf({ ...surroundings, embedded: hasBuildScript(root) ? embedded : null }),
    },
  }));
}
