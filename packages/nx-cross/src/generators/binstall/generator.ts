import { posix } from 'node:path';
import type { GeneratorCallback, Tree } from '@nx/devkit';
import { formatFiles, logger } from '@nx/devkit';
import { Failure, nearestNames, renderNearest } from '@nx-cross/core';
import { replaceTables } from '@nx-cross/core/bump';
import { planBinstall, renderBinstall, tagTemplate } from '@nx-cross/core/release';
import type { GithubChannelOptions } from '@nx-cross/core/unit';
import type { LoadedUnit } from '@nx-cross/core/workspace';
import type { ReleaseMembers } from '../../graph/release-targets';
import { explainFailures } from '../explain-failures';
import { readModel } from '../read-model';
import type { WorkspaceTree } from '../workspace-tree';
import { openTree } from '../workspace-tree';
import type { BinstallGeneratorSchema } from './schema';

const PATH = ['package', 'metadata', 'binstall'];

/** Failures: `config-invalid`, and those of the workspace's files. */
export async function binstallGenerator(tree: Tree, options: BinstallGeneratorSchema): Promise<GeneratorCallback> {
  const workspace = openTree(tree);
  const { unit, release } = findUnit(workspace, options.unit);
  const channel = requireGithub(release);
  const manifests = unit.shipped.map((folder) => posix.join(folder, 'Cargo.toml'));
  const files = manifests.map((file) => [file, planManifest(workspace, file, unit, release, channel)] as const);
  for (const [file, text] of files) tree.write(file, text);
  if (options.skipFormat !== true) await formatFiles(tree);
  const crates = unit.shipped.map((folder) => workspace.manifests.at(folder)?.package?.name ?? folder);
  return () => logger.info(renderNext(crates));
}

function findUnit(
  workspace: WorkspaceTree,
  asked: string,
): { readonly unit: LoadedUnit; readonly release: ReleaseMembers } {
  const pairs = readModel(workspace).releases.flatMap((release) => release.units.map((unit) => ({ unit, release })));
  const folder = posix.normalize(asked).replace(/(.)\/$/, '$1');
  const found = pairs.find(({ unit }) => unit.name === asked || unit.projectRoot === folder);
  if (found !== undefined) return found;
  const names = [...new Set(pairs.map(({ unit }) => unit.name))].sort();
  throw new Failure('config-invalid', {
    message: `there is no release unit ${JSON.stringify(asked)}`,
    hint: renderNearest(nearestNames(asked, names)) ?? `the units are ${names.join(', ') || 'none'}`,
  });
}

function requireGithub({ root, options }: ReleaseMembers): GithubChannelOptions {
  const channel = options.channels.find((each) => each.channel === 'github');
  if (channel !== undefined) return channel;
  throw new Failure('config-invalid', {
    message: `${options.name} has no channel \`github\`, where cargo-binstall would look for its archives`,
    hint: '"release": { "channels": [{ "channel": "github" }] }',
    place: { file: posix.join(root, 'nx-cross.json') },
  });
}

function planManifest(
  workspace: WorkspaceTree,
  file: string,
  unit: LoadedUnit,
  release: ReleaseMembers,
  channel: GithubChannelOptions,
): string {
  const plan = planBinstall({
    unit: unit.name,
    repository: repositoryFor(workspace, file, channel),
    tagTemplate: tagTemplate(release.options, release.releases),
    platforms: unit.platforms.map((platform) => ({ platform, options: unit.optionsFor(platform).archive })),
  });
  const text = replaceTables(workspace.readText(file) ?? '', PATH, renderBinstall(plan));
  if (text !== undefined) return text;
  throw new Failure('config-invalid', {
    message: 'what binstall is told stands within another table',
    hint: 'take it out there: it is written as [package.metadata.binstall]',
    place: { file },
  });
}

/** Binstall's own word where the crate says where its repository is, so that a fork's release serves the fork. */
function repositoryFor(
  { manifests }: WorkspaceTree,
  file: string,
  { repository, apiUrl }: GithubChannelOptions,
): string {
  if (repository !== undefined) {
    const host = apiUrl === undefined ? 'https://github.com' : new URL(apiUrl).origin;
    return `${host}/${repository}`;
  }
  const section = manifests.at(posix.dirname(file))?.toml['package'] as { readonly repository?: unknown } | undefined;
  if (section?.repository !== undefined) return '{ repo }';
  throw new Failure('config-invalid', {
    message: '[package] does not say where its repository is, and cargo-binstall finds its releases by that',
    hint: 'repository = "https://github.com/<owner>/<name>"',
    place: { file },
  });
}

function renderNext(crates: readonly string[]): string {
  const tries = crates.map((crate) => `  cargo binstall ${crate}`).join('\n');
  return `\nFrom the next release that is on crates.io and on GitHub:\n${tries}`;
}

export default (tree: Tree, options: BinstallGeneratorSchema): Promise<GeneratorCallback> =>
  explainFailures(() => binstallGenerator(tree, options));
