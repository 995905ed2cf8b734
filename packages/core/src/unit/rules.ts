import type { FailureCode } from '../failure-codes';
import { nearestNames, renderNearest } from '../nearest';
import { staysInside } from '../workspace-path';
import type { Path } from './jsonc';
import { asksNativeCpu, NATIVE_CPU } from './native-cpu';

/** What a rule says against a text. */
export interface Objection {
  readonly code: FailureCode;
  readonly message: string;
  readonly hint?: string;
}

/** A rule for texts that the schema cannot hold. */
export interface Rule {
  /** Where the texts stand: keys, `*` for each key or item. */
  readonly at: readonly string[];
  /** Whether the rule is for the keys there, not the values. */
  readonly keys?: boolean;
  readonly check: (text: string, path: Path) => Objection | undefined;
}

const invalid = (message: string, hint?: string): Objection => ({
  code: 'config-invalid',
  message,
  ...(hint === undefined ? {} : { hint }),
});

/** A rule that texts of one kind match a pattern: they become arguments, file names or parts of a target's name. */
function words(at: string, kind: string, pattern: RegExp, hint: string, keys = false): Rule {
  const check = (text: string) =>
    pattern.test(text) ? undefined : invalid(`${JSON.stringify(text)} cannot be ${kind}`, hint);
  return { at: at.split('.'), keys, check };
}

const NAME = /^[A-Za-z0-9_](?:[A-Za-z0-9_.-]*[A-Za-z0-9_-])?$/;
const NAME_HINT = 'write letters, digits, _, - and ., with none of - and . in front, and no . at the end';
const VARIABLE = /^[A-Za-z_][A-Za-z0-9_]*$/;
const VARIABLE_HINT = 'write letters, digits and _, with no digit in front';

const API_HINT = 'write https://github.example.org/api/v3';

const PLACEHOLDERS = ['unit', 'version', 'platform', 'triple', 'os', 'arch'] as const;

function templates(at: string, placeholders: readonly string[]): Rule {
  return { at: at.split('.'), check: (text) => checkTemplate(text, placeholders) };
}

function checkTemplate(text: string, placeholders: readonly string[]): Objection | undefined {
  const fail = (message: string, hint: string): Objection => ({ code: 'template-invalid', message, hint });
  const known = `the placeholders are ${placeholders.map((name) => `{${name}}`).join(', ')}`;
  for (const [found, name] of text.matchAll(/\{([^{}]*)\}|[{}]/g)) {
    if (name === undefined) return fail(`the template has a lone ${found}`, known);
    if (placeholders.includes(name)) continue;
    const near = renderNearest(nearestNames(name, placeholders).map((each) => `{${each}}`));
    return fail(`there is no placeholder ${found}`, near ?? known);
  }
  // It names a file, not a folder: a separator would put it elsewhere.
  return /[/\\]/.test(text) ? fail('the template names a path', 'write a name without / and \\') : undefined;
}

/** A path that starts at the project, or at one of Nx's two tokens. */
function checkProjectPath(text: string): Objection | undefined {
  return checkPath(text.replace(/^!?(\{(workspaceRoot|projectRoot)\}\/)?/, ''));
}

function checkPath(text: string): Objection | undefined {
  if (staysInside(text)) return undefined;
  const hint = 'write a path with / and without .., for elsewhere in the workspace {workspaceRoot}/…';
  return { code: 'path-outside-workspace', message: `the path ${JSON.stringify(text)} leads outside`, hint };
}

function checkPlainPath(text: string): Objection | undefined {
  const objection = checkPath(text);
  return objection && { ...objection, hint: 'write a path with /, without .. and without a / in front' };
}

function checkApiUrl(text: string): Objection | undefined {
  if (URL.canParse(text) && /^https?:$/.test(new URL(text).protocol)) return undefined;
  return invalid(`${JSON.stringify(text)} cannot be an address of GitHub’s API`, API_HINT);
}

function checkVariableValue(text: string, path: Path): Objection | undefined {
  if (text.includes('\0')) return invalid('a variable cannot hold a NUL');
  return asksNativeCpu(String(path.at(-1)), text) ? { code: 'target-cpu-native', ...NATIVE_CPU } : undefined;
}

/** For the file itself and for each of its overrides. */
export const OVERRIDABLE_RULES: readonly Rule[] = [
  words('profile', 'a profile', NAME, NAME_HINT),
  words('features.*', 'a feature', /^[A-Za-z0-9_][^\s,"'\0]*$/, 'write one feature an item'),
  words('toolchain', 'a toolchain', NAME, NAME_HINT),
  words('targetCpu', 'a CPU', /^[A-Za-z0-9_][A-Za-z0-9_.+-]*$/, 'rustc --print target-cpus lists them'),
  words(
    'targetFeatures.*',
    'a target feature',
    /^[+-][A-Za-z0-9_.-]+$/,
    'write + or - and the name, as in +crt-static',
  ),
  words('rustflags.*', 'a flag', /^[^\0\u001f\r\n]+$/, 'write one flag an item'),
  words('buildStd.*', 'a crate of std', NAME, NAME_HINT),
  {
    at: ['targetCpu'],
    check: (text) => (text === 'native' ? { code: 'target-cpu-native', ...NATIVE_CPU } : undefined),
  },
  words('env', 'the name of a variable', VARIABLE, VARIABLE_HINT, true),
  { at: ['env', '*'], check: checkVariableValue },
  words('passEnv.*', 'the name of a variable', VARIABLE, VARIABLE_HINT),
  words('embeds.*', 'the name of a variable', VARIABLE, VARIABLE_HINT),
  templates('archive.name', PLACEHOLDERS),
  templates('archive.binaryName', [...PLACEHOLDERS, 'binary']),
  words('archive.from', 'the name of a target', NAME, NAME_HINT),
  { at: ['archive', 'files', '*'], check: checkProjectPath },
  { at: ['archive', 'files', '*', 'from'], check: checkProjectPath },
  { at: ['archive', 'files', '*', 'to'], check: checkPlainPath },
];

/** For the file itself alone. */
export const FILE_RULES: readonly Rule[] = [
  words('name', 'the name of a release unit', NAME, NAME_HINT),
  words('crates', 'the name of a crate', NAME, NAME_HINT, true),
  words('crates.*.*', 'the name of a binary', NAME, NAME_HINT),
  words('tools.*', 'the name of a program', /^[A-Za-z0-9_][A-Za-z0-9_.+-]*$/, NAME_HINT),
  words('smoke.arguments.*', 'an argument', /^[^\0]*$/, 'no program can be given a NUL'),
  // Nx matches nothing for such an input, and says nothing (tried).
  { at: ['inputs', '*'], check: checkProjectPath },
  words('release.name', 'the name of a release', NAME, NAME_HINT),
  { at: ['release', 'units', '*'], check: checkPlainPath },
  { at: ['release', 'channels', '*', 'path'], check: checkPlainPath },
  { at: ['release', 'channels', '*', 'notes', 'file'], check: checkPlainPath },
  words(
    'release.channels.*.repository',
    'a repository',
    /^[A-Za-z0-9][A-Za-z0-9_-]*\/(?!\.+$)[A-Za-z0-9._-]+$/,
    'write owner/name',
  ),
  { at: ['release', 'channels', '*', 'apiUrl'], check: checkApiUrl },
];
