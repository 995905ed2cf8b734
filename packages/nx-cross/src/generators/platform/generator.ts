import type { GeneratorCallback, Tree } from '@nx/devkit';
import { formatFiles, logger } from '@nx/devkit';
import { Failure } from '@nx-cross/core';
import type { HostDescription } from '@nx-cross/core/platform';
import { hasStrategy, hostPlatform, linkerTable, parseWorkspaceOptions } from '@nx-cross/core/platform';
import { localHost } from '@nx-cross/core/toolchain';
import { updateBuilder } from '../builder-image/update';
import { explainFailures } from '../explain-failures';
import type { PluginOptions } from '../plugin-registration';
import { NX_JSON, requireRegistration } from '../plugin-registration';
import type { WorkspaceTree } from '../workspace-tree';
import { openTree } from '../workspace-tree';
import { editOptions } from './edit-options';
import { findLeftBehind } from './left-behind';
import type { NamedPlatform } from './name-platforms';
import { namePlatforms, readConfigured, withHost } from './name-platforms';
import type { OptionsChange } from './plan-change';
import { applyChange, listOf, planAddition, planRemoval } from './plan-change';
import type { PlatformGeneratorSchema } from './schema';

/** Failures: `config-invalid`, `unknown-platform`, `malformed-triple`, `glibc-floor`, those of target-spec files. */
export async function platformGenerator(
  tree: Tree,
  options: PlatformGeneratorSchema,
  host: HostDescription = localHost(),
): Promise<GeneratorCallback> {
  const workspace = openTree(tree);
  const registration = requireRegistration(tree);
  const configured = readConfigured(registration.options.platforms ?? [], workspace.readText);
  const named = namePlatforms(wordsOf(options), configured, workspace.readText);
  const removes = options.remove !== undefined && options.remove !== false;
  const change = removes
    ? planRemoval(registration.options, configured, named)
    : planAddition(registration.options, withHost(configured, host), named, options.group);
  const after = applyChange(registration.options, change);
  // A group's name, above all: nothing is written that the graph would refuse.
  parseWorkspaceOptions(after, { file: NX_JSON, readText: workspace.readText });
  tree.write(NX_JSON, editOptions(registration, change));
  const known = withHost(readConfigured(after.platforms ?? [], workspace.readText), host);
  const warnings = removes
    ? warnOfRemoval(workspace, registration.options, named, change)
    : warnOfAddition(named, hostPlatform(host)?.id);
  const builder = updateBuilder(tree, known, removes ? [] : named);
  warnings.push(...(builder?.warnings ?? []));
  for (const warning of warnings) logger.warn(warning);
  if (options.skipFormat !== true) await formatFiles(tree);
  builder?.finish();
  return () => logger.info(renderOutcome(after, removes));
}

function wordsOf({ platforms = [], remove, group, _ = [] }: PlatformGeneratorSchema): string[] {
  const words = [...(typeof remove === 'string' ? [remove] : []), ...platforms, ..._];
  if (words.length === 0) {
    throw new Failure('unknown-platform', {
      message: 'no platform is named',
      hint: 'write a target triple or a friendly name: npx nx g nx-cross:platform linux-aarch64',
    });
  }
  if (remove !== undefined && remove !== false && group !== undefined) {
    throw new Failure('config-invalid', {
      message: '--remove takes a platform out of the workspace, and so out of every group',
      hint: `leave --group=${group} out`,
    });
  }
  return words;
}

function warnOfAddition(named: readonly NamedPlatform[], host: NamedPlatform['platform']['id'] | undefined): string[] {
  return named
    .filter(({ platform }) => !hasStrategy(platform, host))
    .map(({ text, platform }) => {
      const reasons = Object.entries(linkerTable(platform).absent).map(
        ([strategy, reason]) => `${strategy}: ${reason}`,
      );
      return `Nothing links for ${text} from another machine today (${reasons.join('; ')}): a release for it must run on one of its own.`;
    });
}

function warnOfRemoval(
  workspace: WorkspaceTree,
  before: PluginOptions,
  named: readonly NamedPlatform[],
  change: OptionsChange,
): string[] {
  const groups = Object.entries(change.groups).flatMap(([name, list]) => (list === undefined ? [name] : []));
  const names = new Set([...named.flatMap(({ platform }) => [platform.id, platform.friendly]), ...groups]);
  const places = findLeftBehind(workspace, before, names);
  return [
    ...groups.map((group) => `The group ${group} had no other platform, and is removed too.`),
    ...places.map(({ file, place }) => `${file} still names what was removed: ${place}. Take it out there.`),
    ...(listOf(change.platforms).length > 0
      ? []
      : ['No platform is left: nx-cross takes the platform of the machine that it runs on.']),
  ];
}

function renderOutcome({ platforms = [] }: PluginOptions, removed: boolean): string {
  const next = `

Next:
  npx nx-cross setup     install what the platforms need, without root
  npx nx-cross doctor    see what this machine can build`;
  return `\nThe workspace's platforms: ${platforms.join(', ') || 'none'}${removed ? '' : next}`;
}

export default (tree: Tree, options: PlatformGeneratorSchema): Promise<GeneratorCallback> =>
  explainFailures(() => platformGenerator(tree, options));
