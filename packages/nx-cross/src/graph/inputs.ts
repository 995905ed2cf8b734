import type { TargetConfiguration } from '@nx/devkit';
import type { Sha256 } from '@nx-cross/core/artifact';
import { digestOf } from '@nx-cross/core/artifact';
import type { ToolDemand } from '@nx-cross/core/build';
import { demandVariable } from '@nx-cross/core/build';
import { decidingVariables } from '@nx-cross/core/cargo';
import type { Platform } from '@nx-cross/core/platform';
import type { LoadedUnit } from '@nx-cross/core/workspace';
import { compileSources, declaredInputs, settingsFiles } from '@nx-cross/core/workspace';
import type { CompileOptions } from '@nx-cross/core/unit';
import { ownVersion } from '../own-version';
import { taggedVariable } from './tagged-variable';

type Inputs = NonNullable<TargetConfiguration['inputs']>;

/**
 * Without this entry Nx hashes every npm dependency into the task, and a bump of any of them recompiles Rust.
 */
const NO_NPM_DEPENDENCIES = { externalDependencies: [] };

/**
 * What a stage after compile depends on: its predecessor's files, its own section, nothing else.
 * Sections go in as a digest: Nx does not hash `inputs` as configuration, so that another stage's section, or another
 * platform's override, leaves this task alone.
 */
export function stageInputs(section: unknown): Inputs {
  return [{ dependentTasksOutputFiles: '**/*' }, digestInput(section), NO_NPM_DEPENDENCIES];
}

/** Of a stage whose folder another machine made: what is in it, and nothing that this machine would have made it of. */
export function importedInputs(imported: Sha256): Inputs {
  return [digestInput({ imported }), NO_NPM_DEPENDENCIES];
}

/** A value as an input; `echo` is a shell's own word on every system. */
function digestInput(value: unknown): { runtime: string } {
  return { runtime: `echo ${digestOf({ plugin: ownVersion, value })}` };
}

/**
 * Where a release's version may come from besides the crates. `VERSION` counts only where no second release could be meant.
 *
 * @param projectRoot Of the unit, or of the release.
 */
export function versionInputs(releases: number, projectRoot: string): Inputs {
  const names = ['NX_CROSS_VERSION', taggedVariable(projectRoot), ...(releases === 1 ? ['VERSION'] : [])];
  return names.map((env) => ({ env }));
}

/**
 * The sources of a unit, the same for each of its platforms. `foreignCrates` are the folders of crates that are not in
 * its closure.
 */
export function sourceInputs(unit: LoadedUnit, foreignCrates: readonly string[]): readonly string[] {
  const { included, excluded } = compileSources(
    unit.crates.map(({ root }) => root),
    foreignCrates,
    declaredInputs(unit.file.inputs ?? [], unit.projectRoot),
  );
  return [...included.map((glob) => `{workspaceRoot}/${glob}`), ...excluded.map((glob) => `!{workspaceRoot}/${glob}`)];
}

/** Everything that decides the bytes of a compile: sources, lock, options, toolchain, environment, the user's own. */
export function compileInputs(
  unit: LoadedUnit,
  platform: Platform,
  sources: readonly string[],
  demand: ToolDemand,
): Inputs {
  // The floor that holds is hashed below, and a timeout decides whether a build ends, not with which bytes.
  const { glibc: _asked, timeout: _timeout, ...compile } = unit.optionsFor(platform).compile;
  return [
    ...sources,
    ...settingsFiles(unit.cargoRoot).map((file) => `{workspaceRoot}/${file}`),
    ...(platform.targetSpec === undefined ? [] : [`{workspaceRoot}/${platform.targetSpec}`]),
    ...(unit.file.inputs ?? []),
    ...(unit.file.dependsOn === undefined ? [] : [{ dependentTasksOutputFiles: '**/*', transitive: true }]),
    digestInput({
      compile,
      floor: unit.floorFor(platform) ?? null,
      lock: unit.lockDigest,
      workspace: unit.rootKeysDigestFor(platform),
    }),
    toolInput(demand),
    ...[...decidingVariables(platform), ...compile.passEnv].map((env) => ({ env })),
    ...embeddedVariables(compile.embeds, unit.projectRoot).map((env) => ({ env })),
    NO_NPM_DEPENDENCIES,
  ];
}

/** The tools that answer a demand: the hook asks for them and puts the answer into this variable before tasks are hashed. */
export function toolInput(demand: ToolDemand): { env: string } {
  return { env: demandVariable(demand) };
}

/** Where the hook puts what a unit bakes in. */
export function embeddedVariables(embeds: CompileOptions['embeds'], projectRoot: string): string[] {
  return [
    ...(embeds.version === undefined ? [] : ['NX_CROSS_VERSION', taggedVariable(projectRoot)]),
    ...(embeds.commit === undefined ? [] : ['NX_CROSS_COMMIT']),
    ...(embeds.time === undefined ? [] : ['NX_CROSS_COMMIT_TIME']),
  ];
}
