import type { JsonPath } from '@nx-cross/core';
import { appendJson, removeJsonItem, setJson } from '@nx-cross/core';
import type { PluginOptions, Registration } from '../plugin-registration';
import type { ListChange, OptionsChange } from './plan-change';
import { listOf } from './plan-change';

/** The text of nx.json with a change of the plugin's options, item by item, so that a comment beside one stays there. */
export function editOptions({ text, path, options }: Registration, change: OptionsChange): string {
  const groups = Object.entries(change.groups);
  const remaining = new Set(Object.keys(options.groups ?? {}));
  return groups.reduce(
    (edited, [name, list]) => {
      if (list !== undefined) return editList(edited, [...path, 'groups', name], options.groups?.[name], list);
      remaining.delete(name);
      return setJson(edited, [...path, 'groups', ...(remaining.size === 0 ? [] : [name])], undefined);
    },
    editList(text, [...path, 'platforms'], options.platforms, change.platforms),
  );
}

function editList(text: string, path: JsonPath, before: PluginOptions['platforms'], change: ListChange): string {
  if (before === undefined || before.length === 0) return setJson(text, path, listOf(change));
  // From the end, so that an item taken out moves none that is still to come.
  const kept = before.reduceRight((edited, old, index) => {
    const item = change.items[index];
    if (item === undefined) return removeJsonItem(edited, path, index);
    return item === old ? edited : setJson(edited, [...path, index], item);
  }, text);
  return change.added.reduce((edited, item) => appendJson(edited, path, item), kept);
}
