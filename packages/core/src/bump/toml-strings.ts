import type { AST } from 'toml-eslint-parser';
import { parseTOML } from 'toml-eslint-parser';

/** A string in a TOML file with its place, so that an edit of it leaves every other byte as it is. */
export interface TomlString {
  /** Keys from the root; a number for an item of an array of tables. */
  readonly path: readonly (string | number)[];
  readonly value: string;
  /** Of the literal with its quotes. */
  readonly start: number;
  readonly end: number;
}

/** The strings of a file's tables, in its order. Strings inside of arrays are not among them. */
export function listStrings(text: string): TomlString[] {
  const [table] = parseTOML(text).body;
  return table.body.flatMap((node) =>
    node.type === 'TOMLTable' ? node.body.flatMap((pair) => stringsOf(pair, node.resolvedKey)) : stringsOf(node, []),
  );
}

function stringsOf({ key, value }: AST.TOMLKeyValue, above: TomlString['path']): TomlString[] {
  const path = [...above, ...key.keys.map((part) => (part.type === 'TOMLBare' ? part.name : part.value))];
  if (value.type === 'TOMLInlineTable') return value.body.flatMap((pair) => stringsOf(pair, path));
  if (value.type !== 'TOMLValue' || value.kind !== 'string') return [];
  return [{ path, value: value.value, start: value.range[0], end: value.range[1] }];
}

export interface TomlEdit {
  readonly string: TomlString;
  readonly value: string;
}

/** The text with some strings replaced, each in the quotes that it has. */
export function replaceStrings(text: string, edits: readonly TomlEdit[]): string {
  // From the end, so that the places of the others stay true.
  return [...edits]
    .sort((a, b) => b.string.start - a.string.start)
    .reduce((edited, { string: { start, end }, value }) => {
      const quote = edited.slice(start, start + 1);
      return `${edited.slice(0, start)}${quote}${value}${quote}${edited.slice(end)}`;
    }, text);
}
