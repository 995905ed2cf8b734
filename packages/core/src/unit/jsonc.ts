import type { Node, ParseError } from 'jsonc-parser';
import { findNodeAtLocation, getNodeValue, parseTree, printParseErrorCode } from 'jsonc-parser';
import type { Place } from '../failure';
import { Failure, throwFailures } from '../failure';

export type Path = readonly (string | number)[];

/** A JSON file that a person wrote: its value, and where in the file each part of it stands. */
export interface Document {
  readonly value: unknown;
  /** The place of a value; of its key with `key`; of what surrounds it where it is not there. */
  placeOf(path: Path, options?: { readonly key?: boolean }): Place;
}

/** Words for jsonc-parser's codes; the rest are characters that JSON has no use for. */
const SYNTAX: Readonly<Record<string, string>> = {
  PropertyNameExpected: 'a key in double quotes is expected here',
  ValueExpected: 'a value is expected here',
  ColonExpected: 'a colon is expected here',
  CommaExpected: 'a comma is expected here',
  CloseBraceExpected: 'a } is expected here',
  CloseBracketExpected: 'a ] is expected here',
  EndOfFileExpected: 'nothing more is expected here',
  UnexpectedEndOfComment: 'the comment does not end',
  UnexpectedEndOfString: 'the text does not end',
  InvalidEscapeCharacter: 'there is no such escape sequence',
  InvalidUnicode: 'there is no such escape sequence',
};

/**
 * JSON with comments and trailing commas.
 * Failures: `config-unreadable` for every line with a mistake of syntax, `config-invalid` for every key that stands twice.
 */
export function parseJsonc(text: string, file: string): Document {
  // A mark that some editors write in front is no part of the text.
  const source = text.startsWith('\uFEFF') ? text.slice(1) : text;
  const errors: ParseError[] = [];
  const root = parseTree(source, errors, { allowTrailingComma: true, disallowComments: false });
  const at = (offset: number) => placeAt(source, offset, file);
  throwFailures(syntaxFailures(errors, at));
  if (root === undefined) throw new Error('jsonc-parser gave neither a value nor an error');
  throwFailures(
    repeatedKeys(root).map((key) => {
      const message = `the key ${JSON.stringify(key.value)} stands twice, and only the last would count`;
      return new Failure('config-invalid', { message, place: at(key.offset) });
    }),
  );
  return {
    value: getNodeValue(root) as unknown,
    placeOf: (path, { key = false } = {}) => at(findOffset(root, path, key)),
  };
}

/** One for each line: what a mistake makes the parser say of the rest of its line is no help. */
function syntaxFailures(errors: readonly ParseError[], at: (offset: number) => Place): Failure[] {
  const placed = errors.map(({ error, offset }) => ({ error, place: at(offset) }));
  return placed
    .filter(({ place }, index) => placed.findIndex((other) => other.place.line === place.line) === index)
    .map(({ error, place }) => {
      const message = SYNTAX[printParseErrorCode(error)] ?? 'this is not JSON';
      return new Failure('config-unreadable', { message, place });
    });
}

function findOffset(root: Node, path: Path, key: boolean): number {
  const node = findNodeAtLocation(root, [...path]);
  if (node === undefined) return path.length === 0 ? 0 : findOffset(root, path.slice(0, -1), false);
  const property = node.parent?.type === 'property' ? node.parent : undefined;
  return key && property !== undefined ? property.offset : node.offset;
}

function repeatedKeys(node: Node): Node[] {
  const children = node.children ?? [];
  const keys = node.type === 'object' ? children.flatMap(({ children: [key] = [] }) => (key ? [key] : [])) : [];
  const seen = new Set<unknown>();
  const repeated = keys.filter(({ value }) => seen.has(value) || !seen.add(value));
  return [...repeated, ...children.flatMap(repeatedKeys)];
}

function placeAt(source: string, offset: number, file: string): Place {
  const before = source.slice(0, offset).split('\n');
  return { file, line: before.length, column: (before.at(-1) ?? '').length + 1 };
}
