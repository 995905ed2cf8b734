import { Failure, throwFailures } from '@nx-cross/core';
import type { Platform, PlatformGroups } from '@nx-cross/core/platform';
import { matchesPlatform } from '@nx-cross/core/platform';
import type { PluginOptions } from '../plugin-registration';
import type { NamedPlatform } from './name-platforms';

/** A list as it was, an item taken out where there is `undefined`, and what comes behind. */
export interface ListChange {
  readonly items: readonly (string | undefined)[];
  readonly added: readonly string[];
}

/** What becomes of the plugin's options. */
export interface OptionsChange {
  readonly platforms: ListChange;
  /** Of the groups that change; `undefined` for one that has no platform left. */
  readonly groups: Readonly<Record<string, ListChange | undefined>>;
}

const NO_GROUPS: PlatformGroups = {};

/** New platforms come at the end; one that is there takes over a glibc floor. */
export function planAddition(
  options: PluginOptions,
  configured: readonly NamedPlatform[],
  named: readonly NamedPlatform[],
  group: string | undefined,
): OptionsChange {
  const items = configured.map(({ text, platform }) => {
    const again = named.find((other) => other.platform.id === platform.id);
    return again?.floor === undefined ? text : again.text;
  });
  const known = new Set(configured.map(({ platform }) => platform.id));
  const added = named.filter(({ platform }) => !known.has(platform.id)).map(({ text }) => text);
  return {
    platforms: { items, added },
    groups: group === undefined ? {} : { [group]: planGroup(options.groups?.[group] ?? [], named) },
  };
}

/** A group chooses among platforms, so it names them without a floor; one that a glob of it chooses is in it already. */
function planGroup(patterns: readonly string[], named: readonly NamedPlatform[]): ListChange {
  const outside = named.filter(({ platform }) => !matchesPlatform(patterns, platform, NO_GROUPS));
  return { items: patterns, added: outside.map(({ text, platform }) => nameOf(text, platform)) };
}

function nameOf(text: string, { id, friendly }: Platform): string {
  return text.startsWith(id) ? id : friendly;
}

/**
 * Takes platforms out, and out of every group what would choose nothing any more, since the graph refuses that.
 * Failure: `unknown-platform`, for all that are not configured at once.
 */
export function planRemoval(
  options: PluginOptions,
  configured: readonly NamedPlatform[],
  named: readonly NamedPlatform[],
): OptionsChange {
  const gone = new Set(named.map(({ platform }) => platform.id));
  throwFailures(
    named
      .filter(({ platform }) => !configured.some((own) => own.platform.id === platform.id))
      .map(({ text }) => notConfigured(text, configured)),
  );
  const left = configured.map(({ platform }) => platform).filter(({ id }) => !gone.has(id));
  const groups = Object.entries(options.groups ?? {}).flatMap(
    ([name, patterns]): [string, ListChange | undefined][] => {
      const items = patterns.map((pattern) =>
        left.some((platform) => matchesPlatform([pattern], platform, NO_GROUPS)) ? pattern : undefined,
      );
      if (!items.includes(undefined)) return [];
      return [[name, items.some((item) => item !== undefined) ? { items, added: [] } : undefined]];
    },
  );
  return {
    platforms: { items: configured.map(({ text, platform }) => (gone.has(platform.id) ? undefined : text)), added: [] },
    groups: Object.fromEntries(groups),
  };
}

function notConfigured(text: string, configured: readonly NamedPlatform[]): Failure {
  const names = configured.map(({ text: own }) => own).join(', ');
  return new Failure('unknown-platform', {
    message: `${text} is not among the platforms of the workspace`,
    hint: names === '' ? 'nx.json lists none: the platform is the machine’s own' : `the platforms here are ${names}`,
  });
}

/** The options as the change leaves them. */
export function applyChange(options: PluginOptions, change: OptionsChange): PluginOptions {
  const groups = new Map(Object.entries(options.groups ?? {}));
  for (const [name, list] of Object.entries(change.groups)) {
    if (list === undefined) groups.delete(name);
    else groups.set(name, listOf(list));
  }
  return { ...options, platforms: listOf(change.platforms), groups: Object.fromEntries(groups) };
}

export function listOf({ items, added }: ListChange): string[] {
  return [...items.filter((item) => item !== undefined), ...added];
}
