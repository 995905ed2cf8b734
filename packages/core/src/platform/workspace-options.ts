import type { Static } from '@sinclair/typebox';
import { Type } from '@sinclair/typebox';
import { posix } from 'node:path';
import type { Place } from '../failure';
import { Failure, failuresOf, throwFailures } from '../failure';
import { findMistakes } from '../schema-mistakes';
import { staysInside } from '../workspace-path';
import type { ContainerOptions, EnvironmentName } from './container-options';
import { ContainerOptionsSchema, EnvironmentsSchema, resolveContainerOptions } from './container-options';
import { findPlatform } from './known-platforms';
import type { ConfiguredPlatform } from './parse-platform';
import { parsePlatform } from './parse-platform';
import type { PlatformGroups } from './patterns';
import { ALL, resolvePlatformPatterns } from './patterns';
import type { Platform } from './platform';
import { parseTargetSpec } from './target-spec';

/** The plugin's options in nx.json. */
export const WorkspaceOptionsSchema = Type.Object(
  {
    platforms: Type.Optional(
      Type.Array(Type.String({ minLength: 1 }), {
        description:
          "Platforms to release for: triples, friendly names, either with a glibc floor (`….2.17`), or paths of target-spec files. Default: the host's own.",
      }),
    ),
    groups: Type.Optional(
      Type.Record(Type.String(), Type.Array(Type.String({ minLength: 1 }), { minItems: 1 }), {
        description: 'Named subsets of the platforms: names or globs.',
      }),
    ),
    environments: Type.Optional(EnvironmentsSchema),
    container: Type.Optional(ContainerOptionsSchema),
  },
  { additionalProperties: false },
);

export interface WorkspaceOptions {
  /** In the order of nx.json; empty where none is configured: callers take the host's. */
  readonly platforms: readonly ConfiguredPlatform[];
  readonly groups: PlatformGroups;
  /** Where builders run; what a unit says itself goes before it. */
  readonly environments: readonly EnvironmentName[];
  readonly container: ContainerOptions;
}

export interface WorkspaceOptionsContext {
  /** The file that the options stand in, for failures: `nx.json`. */
  readonly file: string;
  /** The text of a file, by its path relative to the workspace's root; `undefined` where there is none. */
  readonly readText: (path: string) => string | undefined;
}

/**
 * The plugin's options. Failures, all at once: `config-invalid`, `config-unreadable` (a target-spec file), those of
 * {@link parsePlatform} and of {@link resolvePlatformPatterns}.
 */
export function parseWorkspaceOptions(json: unknown, context: WorkspaceOptionsContext): WorkspaceOptions {
  const place: Place = { file: context.file };
  const fail = (message: string, hint?: string) =>
    new Failure('config-invalid', { message, place, ...(hint === undefined ? {} : { hint }) });
  const options = json ?? {};
  throwFailures(findMistakes(WorkspaceOptionsSchema, options).map(({ message, hint }) => fail(message, hint)));
  const written = options as Static<typeof WorkspaceOptionsSchema>;
  const { platforms: texts = [], groups: members = {} } = written;

  const failures: Failure[] = [];
  const platforms = texts.flatMap((text) => collect(failures, () => [parseConfigured(text, context)], []));
  failures.push(...repeated(platforms).map(({ id }) => fail(`the platform ${id} is listed twice`)));
  const known = platforms.map(({ platform }) => platform);
  const groups: Record<string, Platform['id'][]> = {};
  for (const [name, patterns] of Object.entries(members)) {
    const problem = nameProblem(name, known);
    if (problem !== undefined) failures.push(fail(`a group cannot be named ${JSON.stringify(name)}: ${problem}`));
    groups[name] = collect(
      failures,
      () => resolvePlatformPatterns(patterns, { platforms: known, groups: {}, place }).map(({ id }) => id),
      [],
    );
  }
  throwFailures(failures);
  return {
    platforms,
    groups,
    environments: written.environments ?? ['host'],
    container: resolveContainerOptions(written.container, groups),
  };
}

/** What `work` gives; where it fails, its failures are kept and `otherwise` is given. */
function collect<T>(failures: Failure[], work: () => T, otherwise: T): T {
  try {
    return work();
  } catch (error) {
    failures.push(...failuresOf(error));
    return otherwise;
  }
}

function parseConfigured(text: string, { file, readText }: WorkspaceOptionsContext): ConfiguredPlatform {
  if (!text.endsWith('.json')) return parsePlatform(text, { place: { file } });
  if (!staysInside(text)) {
    const message = `the target-spec file ${JSON.stringify(text)} is not inside the workspace`;
    throw new Failure('path-outside-workspace', { message, place: { file } });
  }
  const spec = readText(text);
  if (spec === undefined) {
    const message = `there is no target-spec file ${JSON.stringify(text)}`;
    throw new Failure('config-unreadable', {
      message,
      place: { file },
      hint: 'write its path from the workspace’s root',
    });
  }
  let json: unknown;
  try {
    json = JSON.parse(spec);
  } catch (error) {
    throw new Failure('config-unreadable', { message: (error as SyntaxError).message, place: { file: text } });
  }
  return { platform: parseTargetSpec(json, posix.normalize(text)) };
}

function repeated(platforms: readonly ConfiguredPlatform[]): Platform[] {
  const ids = platforms.map(({ platform }) => platform.id);
  return platforms.flatMap(({ platform }, index) => (ids.indexOf(platform.id) < index ? [platform] : []));
}

/** Group names stand behind `--` in target names and beside platforms in patterns. */
function nameProblem(name: string, custom: readonly Platform[]): string | undefined {
  if (name === ALL) return 'it means every platform';
  if (findPlatform(name, custom) !== undefined) return 'a platform has that name';
  if (!/^[A-Za-z][A-Za-z0-9_-]*$/.test(name)) return 'write a letter, then letters, digits, - and _';
  return undefined;
}
