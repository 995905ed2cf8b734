import type { FormattingOptions, Node } from 'jsonc-parser';
import { applyEdits, findNodeAtLocation, modify, parseTree } from 'jsonc-parser';

/** Keys and indices from the root. */
export type JsonPath = readonly (string | number)[];

/** The JSON text with one value set, what is missing above it made; `undefined` takes a key out. Comments stay. */
export function setJson(text: string, path: JsonPath, value: unknown): string {
  return applyEdits(text, modify(text, [...path], value, { formattingOptions: formattingOf(text) }));
}

/** The JSON text with a value behind the others of a list, which is made where there is none. Comments stay. */
export function appendJson(text: string, list: JsonPath, value: unknown): string {
  if (nodeAt(text, list) === undefined) return setJson(text, list, [value]);
  const options = { formattingOptions: formattingOf(text), isArrayInsertion: true };
  return applyEdits(text, modify(text, [...list, -1], value, options));
}

/** The JSON text without one item of a list, nor the comment behind it. The other comments stay. */
export function removeJsonItem(text: string, list: JsonPath, index: number): string {
  const items = nodeAt(text, list)?.children ?? [];
  const item = items[index];
  const previous = items[index - 1];
  if (item === undefined) return text;
  // jsonc-parser 3.3 cuts the last item off one character short: `["a", "b"]` becomes `["a""]`.
  if (index === items.length - 1 && previous !== undefined) return cutLast(text, previous, item);
  return applyEdits(text, modify(text, [...list, index], undefined, {}));
}

function cutLast(text: string, previous: Node, item: Node): string {
  const end = previous.offset + previous.length;
  const between = text.slice(end, item.offset).replace(',', '').trimEnd();
  const behind = text.slice(item.offset + item.length).replace(/^(,?)[ \t]*\/\/[^\r\n]*/, '$1');
  return text.slice(0, end) + between + behind;
}

function nodeAt(text: string, path: JsonPath): Node | undefined {
  const root = parseTree(text, [], { allowTrailingComma: true });
  return root && findNodeAtLocation(root, [...path]);
}

/** As the file is written: what is inserted must not look foreign where no formatter runs behind. */
function formattingOf(text: string): FormattingOptions {
  const indent = /^(\t| +)\S/m.exec(text)?.[1] ?? '  ';
  return { insertSpaces: indent !== '\t', tabSize: indent.length, eol: text.includes('\r\n') ? '\r\n' : '\n' };
}
