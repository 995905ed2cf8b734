import type { NxJsonConfiguration, Tree } from '@nx/devkit';
import { parseJson, readNxJson } from '@nx/devkit';
import type { JsonPath } from '@nx-cross/core';
import { appendJson, Failure, setJson } from '@nx-cross/core';
import { PLUGIN_NAME } from '../graph/plugin-options';

export const NX_JSON = 'nx.json';

/** The plugin's options as nx.json has them. */
export interface PluginOptions {
  readonly platforms?: readonly string[];
  readonly groups?: Readonly<Record<string, readonly string[]>>;
  readonly environments?: readonly string[];
  readonly container?: { readonly images?: Readonly<Record<string, string | readonly string[]>> };
}

/** The text of nx.json with the plugin registered, and where in it the plugin's options stand. */
export interface Registration {
  readonly options: PluginOptions;
  readonly text: string;
  readonly path: JsonPath;
}

/** `undefined` where nx.json, and a preset that it extends, does not register the plugin. */
export function findRegistration(tree: Tree): Registration | undefined {
  const plugins = readNxJson(tree)?.plugins ?? [];
  const index = plugins.findIndex((entry) => (typeof entry === 'string' ? entry : entry.plugin) === PLUGIN_NAME);
  const entry = plugins[index];
  if (entry === undefined) return undefined;
  const text = textWithPlugins(tree);
  const path = ['plugins', index, 'options'];
  return typeof entry === 'string'
    ? { options: {}, text: setJson(text, ['plugins', index], { plugin: PLUGIN_NAME, options: {} }), path }
    : { options: (entry.options ?? {}) as PluginOptions, text, path };
}

/** Failure: `config-invalid`. */
export function requireRegistration(tree: Tree): Registration {
  const registration = findRegistration(tree);
  if (registration !== undefined) return registration;
  throw new Failure('config-invalid', {
    message: 'nx-cross is not registered in "plugins"',
    hint: 'npx nx g nx-cross:init',
    place: { file: NX_JSON },
  });
}

export function registerPlugin(tree: Tree, options: PluginOptions): void {
  tree.write(NX_JSON, appendJson(textWithPlugins(tree), ['plugins'], { plugin: PLUGIN_NAME, options }));
}

/**
 * The text of nx.json with a list of plugins of its own: it would hide that of a preset (`extends`) otherwise.
 * Edited as text, since Nx's own way of updating drops the comments.
 */
function textWithPlugins(tree: Tree): string {
  const text = tree.read(NX_JSON, 'utf-8') ?? '{}\n';
  if (parseJson<NxJsonConfiguration>(text).plugins !== undefined) return text;
  return setJson(text, ['plugins'], readNxJson(tree)?.plugins ?? []);
}
