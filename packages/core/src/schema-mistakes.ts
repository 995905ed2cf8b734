import type { TSchema } from '@sinclair/typebox';
import { Kind, Type } from '@sinclair/typebox';
import type { ValueError } from '@sinclair/typebox/errors';
import { Errors, ValueErrorType } from '@sinclair/typebox/errors';
import { nearestNames, renderNearest } from './nearest';

/** A place in a JSON value where a schema was not met. */
export interface Mistake {
  /** Keys and indices from the root. */
  readonly path: readonly (string | number)[];
  /** `` `strategy` must be "auto" or a list of native, gcc, zig ``: one sentence, without a full stop. */
  readonly message: string;
  readonly hint?: string;
  /** Whether the mistake is the key itself, not its value. */
  readonly unknownKey: boolean;
}

/** Every mistake of a value, in the order of the schema; one for each place. */
export function findMistakes(schema: TSchema, value: unknown): Mistake[] {
  const mistakes = [...Errors(schema, value)].flatMap((error) => explain(error, value));
  const places = new Set<string>();
  return mistakes.filter((mistake) => {
    const place = JSON.stringify(mistake.path);
    return !places.has(place) && places.add(place);
  });
}

/** `overrides["linux-*"].files[0]`: a path as a person would write it; `the file` for the root. */
export function renderPath(path: readonly (string | number)[]): string {
  if (path.length === 0) return 'the file';
  const [first, ...rest] = path.map((part, index) => {
    if (typeof part === 'number') return `[${part}]`;
    if (!/^[A-Za-z_$][\w$-]*$/.test(part)) return `[${JSON.stringify(part)}]`;
    return index === 0 ? part : `.${part}`;
  });
  return `\`${[first, ...rest].join('')}\``;
}

function explain(error: ValueError, root: unknown): Mistake[] {
  const path = parsePointer(error.path, root);
  const name = renderPath(path);
  if (error.type === ValueErrorType.ObjectAdditionalProperties) {
    const key = String(path.at(-1));
    const hint = renderNearest(nearestNames(key, Object.keys(error.schema['properties'] as object)));
    const inside = path.length === 1 ? '' : ` in ${renderPath(path.slice(0, -1))}`;
    const message = `unknown key ${JSON.stringify(key)}${inside}`;
    return [{ path, message, unknownKey: true, ...(hint === undefined ? {} : { hint }) }];
  }
  if (error.type === ValueErrorType.ObjectRequiredProperty) {
    return [{ path, message: `${name} is missing: it must be ${renderExpected(error.schema)}`, unknownKey: false }];
  }
  if (error.type === ValueErrorType.ArrayUniqueItems) {
    return [{ path, message: `${name} names one thing twice`, unknownKey: false }];
  }
  const inner = error.type === ValueErrorType.Union ? objectVariantErrors(error) : undefined;
  if (inner !== undefined) return inner.flatMap((each) => explain(each, root));
  return [{ path, message: `${name} must be ${renderExpected(error.schema)}`, unknownKey: false }];
}

/** An object given where variants take objects is the one whose fixed words it has, with a mistake inside. */
function objectVariantErrors(error: ValueError): ValueError[] | undefined {
  if (!isObject(error.value)) return undefined;
  const variants = (error.schema['anyOf'] as readonly TSchema[])
    .map((schema, index) => ({ schema, index }))
    .filter(({ schema }) => schema[Kind] === 'Object');
  const [first, ...others] = variants;
  const chosen = variants.find(({ schema }) => hasFixedWords(schema, error.value as object)) ?? first;
  if (chosen === undefined) return undefined;
  const errors = [...(error.errors[chosen.index] ?? [])];
  if (others.length === 0 || hasFixedWords(chosen.schema, error.value as object)) return errors;
  // It is none of them: what is wrong is the word that tells them apart, and each of theirs would do.
  const words = errors.filter(({ schema }) => schema[Kind] === 'Literal');
  return words.map((word) => ({ ...word, schema: wordsOfAll(variants, word) }));
}

function hasFixedWords(schema: TSchema, value: object): boolean {
  return fixedWords(schema).every(([key, word]) => (value as Readonly<Record<string, unknown>>)[key] === word['const']);
}

function fixedWords(schema: TSchema): [key: string, word: TSchema][] {
  return Object.entries(schema['properties'] as Readonly<Record<string, TSchema>>).filter(
    ([, property]) => property[Kind] === 'Literal',
  );
}

function wordsOfAll(variants: readonly { readonly schema: TSchema }[], { path }: ValueError): TSchema {
  const key = path.split('/').at(-1);
  const words = variants.flatMap(({ schema }) =>
    fixedWords(schema).flatMap(([each, word]) => (each === key ? [word] : [])),
  );
  return { ...Type.Union(words), [Kind]: 'Union' };
}

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** `/a/0` as keys and indices: whether `0` is an index is known from the value alone. */
function parsePointer(pointer: string, root: unknown): (string | number)[] {
  let value = root;
  return pointer
    .split('/')
    .slice(1)
    .map((part) => {
      const key = part.replaceAll('~1', '/').replaceAll('~0', '~');
      const step = Array.isArray(value) ? Number(key) : key;
      value = (value as Record<string | number, unknown> | undefined)?.[step];
      return step;
    });
}

/** What a schema takes, in words: `a text`, `"auto" or a list of native, gcc, zig`. */
export function renderExpected(schema: TSchema): string {
  switch (schema[Kind]) {
    case 'Literal':
      return JSON.stringify(schema['const']);
    case 'Union':
      return renderChoice((schema['anyOf'] as readonly TSchema[]).map(renderExpected));
    case 'Array':
      return renderList(schema);
    case 'Boolean':
      return 'true or false';
    case 'Integer':
      return schema['minimum'] === undefined ? 'a whole number' : `a whole number, at least ${schema['minimum']}`;
    case 'String':
      return renderText(schema);
    default:
      return 'an object';
  }
}

function renderText(schema: TSchema): string {
  const [example] = (schema['examples'] as readonly string[] | undefined) ?? [];
  if (example !== undefined) return `a text like "${example}"`;
  return schema['minLength'] === undefined ? 'a text' : 'a text that is not empty';
}

function renderList(schema: TSchema): string {
  const filled = schema['minItems'] === undefined ? '' : ' that is not empty';
  const items = schema['items'] as TSchema;
  const variants = (items['anyOf'] as readonly TSchema[] | undefined) ?? [];
  if (variants.length > 0 && variants.every((variant) => variant[Kind] === 'Literal')) {
    return `a list of ${variants.map((variant) => String(variant['const'])).join(', ')}`;
  }
  if (items[Kind] === 'String') return `a list of texts${filled}`;
  return `a list${filled}, each of ${renderExpected(items)}`;
}

function renderChoice(choices: readonly string[]): string {
  return [choices.slice(0, -1).join(', '), ...choices.slice(-1)].filter((part) => part !== '').join(' or ');
}
