import type { Path } from './jsonc';
import { findNativeCpu, NATIVE_CPU } from './native-cpu';
import type { Objection, Rule } from './rules';
import { FILE_RULES, OVERRIDABLE_RULES } from './rules';

/** An objection with its place. */
export interface Finding extends Objection {
  readonly path: Path;
  /** Whether it is against the key, not its value. */
  readonly key: boolean;
}

interface Part {
  readonly value: unknown;
  readonly path: Path;
}

/** What the rules say against a file's value, which need not hold to the schema: what is not a text is passed over. */
export function checkTexts(value: unknown): Finding[] {
  const file: Part = { value, path: [] };
  return [
    ...FILE_RULES.flatMap((rule) => applyRule(rule, file)),
    ...[file, ...select(file, ['overrides', '*'])].flatMap((part) => [
      ...OVERRIDABLE_RULES.flatMap((rule) => applyRule(rule, part)),
      ...checkRustflags(part),
    ]),
  ];
}

function applyRule({ at, keys = false, check }: Rule, part: Part): Finding[] {
  return select(part, keys ? [...at, '*'] : at).flatMap(({ value, path }) => {
    const text = keys ? path.at(-1) : value;
    const objection = typeof text === 'string' ? check(text, path) : undefined;
    return objection === undefined ? [] : [{ ...objection, path, key: keys }];
  });
}

/** The CPU may stand in a flag of its own behind `-C`, so that the flags must be seen together. */
function checkRustflags(part: Part): Finding[] {
  return select(part, ['rustflags']).flatMap(({ value, path }) => {
    const flags = Array.isArray(value) ? value.map((flag) => (typeof flag === 'string' ? flag : '')) : [];
    const index = findNativeCpu(flags);
    if (index === undefined) return [];
    return [{ code: 'target-cpu-native' as const, ...NATIVE_CPU, path: [...path, index], key: false }];
  });
}

/** The values at a place below a part: keys, `*` for each key of an object or item of a list. */
function select({ value, path }: Part, at: readonly string[]): Part[] {
  const [step, ...rest] = at;
  if (step === undefined) return [{ value, path }];
  if (typeof value !== 'object' || value === null) return [];
  const keys = Array.isArray(value) ? value.map((_item, index) => index) : Object.keys(value);
  const members = value as Readonly<Record<string | number, unknown>>;
  return keys
    .filter((key) => step === '*' || key === step)
    .flatMap((key) => select({ value: members[key], path: [...path, key] }, rest));
}
