import { Failure, throwFailures } from '@nx-cross/core';
import { parseImageName } from '@nx-cross/core/container';
import type { BuilderImageGeneratorSchema } from './schema';

export const LINKERS = ['gcc', 'zig'] as const;
export type LinkerFamily = (typeof LINKERS)[number];

/** Rust as the base image's distribution has it. */
export const DISTRIBUTION = 'distribution';

/** What was chosen for the builder image; the first line of its Dockerfile keeps it. */
export interface BuilderChoices {
  readonly name: string;
  readonly base: string;
  /** `1.95.0` or {@link DISTRIBUTION}. */
  readonly rust: string;
  readonly linkers: readonly LinkerFamily[];
  readonly packages: readonly string[];
  /** Friendly names; absent for all of the workspace. */
  readonly platforms?: readonly string[];
}

const COMMAND = '# nx g nx-cross:builder-image ';

/** The command that writes the same again. */
export function renderChoices({ name, base, rust, linkers, packages, platforms }: BuilderChoices): string {
  const lists = { linkers, packages, ...(platforms === undefined ? {} : { platforms }) };
  const words = [
    ...Object.entries({ name, base, rust }),
    ...Object.entries(lists).map(([flag, list]) => [flag, list.join(',') || 'none']),
  ];
  return COMMAND + words.map(([flag, value]) => `--${flag}=${value}`).join(' ');
}

/** What the first line of a Dockerfile says; `undefined` for one that the generator has not written. */
export function parseChoices(dockerfile: string): BuilderImageGeneratorSchema | undefined {
  const [line = ''] = dockerfile.split('\n', 1);
  if (!line.startsWith(COMMAND)) return undefined;
  const words = new Map([...line.matchAll(/--(\w+)=(\S+)/g)].map(([, flag = '', value = '']) => [flag, value]));
  const text = (flag: 'name' | 'base' | 'rust') => (words.has(flag) ? { [flag]: words.get(flag) } : {});
  const list = (flag: 'linkers' | 'packages' | 'platforms') =>
    words.has(flag) ? { [flag]: splitWords([words.get(flag) ?? '']) } : {};
  return {
    ...text('name'),
    ...text('base'),
    ...text('rust'),
    ...list('linkers'),
    ...list('packages'),
    ...list('platforms'),
  };
}

export function splitWords(words: readonly string[]): string[] {
  return [...new Set(words.flatMap((word) => word.split(',')).map((word) => word.trim()))].filter(
    (word) => word !== '',
  );
}

/** An empty list stands as `none` on the command line: a flag without a value is a mistake to most shells' users. */
export function splitOrNone(words: readonly string[]): string[] {
  return splitWords(words).filter((word) => word !== 'none');
}

const PACKAGE = /^[a-z0-9][a-z0-9+.-]*(:[a-z0-9]+)?(=[A-Za-z0-9.+:~-]+)?$/;

/** What each choice must be: these words go into a Dockerfile and a shell's line, where any other sign would do harm. */
function findMistakes({ name, base, rust, linkers, packages }: BuilderChoices): [message: string, hint: string][] {
  const mistakes: [isMistake: boolean, message: string, hint: string][] = [
    [
      !/^[a-z0-9][a-z0-9._/:-]*$/.test(name) || parseImageName(name).tag !== undefined,
      `an image cannot be named ${JSON.stringify(name)}`,
      'write small letters and no tag: it gets one of its recipe',
    ],
    [!/^[\w.:/@-]+$/.test(base), `${JSON.stringify(base)} is no image`, 'for example --base=debian:bookworm-slim'],
    [
      rust !== DISTRIBUTION && !/^\d+\.\d+\.\d+$/.test(rust),
      `${JSON.stringify(rust)} is no version of Rust`,
      `write a whole one, --rust=1.95.0, or --rust=${DISTRIBUTION}`,
    ],
    [
      linkers.length === 0 || !linkers.every((linker) => LINKERS.includes(linker)),
      `${JSON.stringify(linkers.join(','))} does not link`,
      `--linkers takes ${LINKERS.join(' and ')}`,
    ],
  ];
  const strange = packages.filter((word) => !PACKAGE.test(word));
  return [
    ...mistakes.flatMap(([isMistake, message, hint]): [string, string][] => (isMistake ? [[message, hint]] : [])),
    ...strange.map((word): [string, string] => [
      `${JSON.stringify(word)} is no name of a package`,
      'for example --packages=clang,cmake',
    ]),
  ];
}

/** Failures, all at once: `config-invalid`. */
export function checkChoices(choices: BuilderChoices): BuilderChoices {
  throwFailures(findMistakes(choices).map(([message, hint]) => new Failure('config-invalid', { message, hint })));
  return choices;
}
