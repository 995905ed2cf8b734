import type { GeneratorCallback, Tree } from '@nx/devkit';
import { formatFiles, logger, parseJson } from '@nx/devkit';
import { Failure } from '@nx-cross/core';
import { ALL } from '@nx-cross/core/platform';
import type { Host } from '@nx-cross/core/toolchain';
import { localHost } from '@nx-cross/core/toolchain';
import { explainFailures } from '../explain-failures';
import type { NamedPlatform } from '../platform/name-platforms';
import { namePlatforms, readConfigured, withHost } from '../platform/name-platforms';
import { requireRegistration } from '../plugin-registration';
import type { WorkspaceTree } from '../workspace-tree';
import { openTree } from '../workspace-tree';
import {
  BUILDER_PROJECT,
  completeChoices,
  DOCKERFILE,
  findChoices,
  nameBuilder,
  renderWithout,
  requireFreeProject,
  servedPlatforms,
  writeBuilder,
} from './builder';
import type { BuilderChoices } from './choices';
import { LINKERS, splitWords } from './choices';
import type { BuilderImageGeneratorSchema } from './schema';

/** What is asked of the machine: its platform, and its Rust where nothing else names one. */
export type GeneratingHost = Pick<Host, 'os' | 'architecture' | 'libc' | 'run'>;

/** Failures: `config-invalid`, `unknown-platform`, `no-strategy`, `std-missing`, `name-collision`. */
export async function builderImageGenerator(
  tree: Tree,
  options: BuilderImageGeneratorSchema,
  host: GeneratingHost = localHost(),
): Promise<GeneratorCallback> {
  const workspace = openTree(tree);
  const registration = requireRegistration(tree);
  const before = findChoices(tree);
  if (before === undefined && tree.exists(DOCKERFILE)) throw foreignDockerfile();
  requireFreeProject(tree);
  const listed = readConfigured(registration.options.platforms ?? [], workspace.readText);
  const configured = withHost(listed, host);
  const choices = await choose(workspace, { ...before, ...options }, configured, host);
  const { platforms, without } = servedPlatforms(choices, configured);
  if (platforms.length === 0) throw nothingServed(without);
  if (without.length > 0) logger.warn(renderWithout(without));
  writeBuilder(tree, choices, platforms);
  if (options.skipFormat !== true) await formatFiles(tree);
  const tag = nameBuilder(tree, choices, configured);
  return () => logger.info(renderOutcome(tag));
}

async function choose(
  workspace: WorkspaceTree,
  said: BuilderImageGeneratorSchema,
  configured: readonly NamedPlatform[],
  host: GeneratingHost,
): Promise<BuilderChoices> {
  const { platforms: words = [], ...rest } = said;
  const platforms = splitWords(words).includes(ALL) ? [] : namesOf(words, configured, workspace);
  return completeChoices({
    ...rest,
    name: said.name ?? `localhost/${workspaceName(workspace)}-builder`,
    base: said.base ?? 'debian:bookworm-slim',
    rust: said.rust ?? (await findRust(workspace, host)),
    linkers: said.linkers ?? [...LINKERS],
    platforms,
  });
}

/** Failure: `unknown-platform`. */
function namesOf(words: readonly string[], configured: readonly NamedPlatform[], workspace: WorkspaceTree): string[] {
  return namePlatforms(words, configured, workspace.readText).map(({ platform, text }) => {
    if (configured.some((own) => own.platform.id === platform.id)) return platform.friendly;
    throw new Failure('unknown-platform', {
      message: `${text} is not among the platforms of the workspace`,
      hint: `npx nx g nx-cross:platform ${text}`,
    });
  });
}

/** The workspace's Rust where it pins a version, else the machine's. */
async function findRust({ readText }: WorkspaceTree, host: GeneratingHost): Promise<string> {
  const pinned = readText('rust-toolchain.toml') ?? readText('rust-toolchain') ?? '';
  const version = /^\s*(?:channel\s*=\s*["'])?(\d+\.\d+\.\d+)["']?\s*$/m.exec(pinned)?.[1];
  if (version !== undefined) return version;
  const { stdout } = await host.run(['rustc', '--version']);
  const own = /^rustc (\d+\.\d+\.\d+) /.exec(stdout)?.[1];
  if (own !== undefined) return own;
  throw new Failure('config-invalid', {
    message: 'neither rust-toolchain.toml nor this machine says which Rust the image is to have',
    hint: '--rust=1.95.0, or --rust=distribution',
  });
}

function workspaceName({ readText }: WorkspaceTree): string {
  const { name = '' } = parseJson<{ name?: string }>(readText('package.json') ?? '{}');
  const plain = name
    .toLowerCase()
    .replace(/^@[^/]*\//, '')
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');
  return plain === '' ? 'nx-cross' : plain;
}

function nothingServed(without: readonly string[]): Failure {
  return new Failure('no-strategy', {
    message: `such an image compiles for none of the platforms${without.length === 0 ? '' : `: ${without.join(', ')}`}`,
    hint: 'add one that it compiles for: npx nx g nx-cross:platform linux-x86_64',
  });
}

function foreignDockerfile(): Failure {
  return new Failure('config-invalid', {
    message: 'is not one that this generator wrote',
    hint: 'move it away; below the mark of the new one there is room for what it has',
    place: { file: DOCKERFILE },
  });
}

function renderOutcome(tag: string): string {
  return `
The image: ${tag}

Next:
  npx nx run ${BUILDER_PROJECT}:image    build it, where the engine has none of this recipe
  npx nx-cross doctor         see where each platform is compiled`;
}

export default (tree: Tree, options: BuilderImageGeneratorSchema): Promise<GeneratorCallback> =>
  explainFailures(() => builderImageGenerator(tree, options));
