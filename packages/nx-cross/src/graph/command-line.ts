/** What the plugin reads from Nx's own command line, before any task is hashed. */
export interface CommandLine {
  /** Value of `--target`/`-t` of a `nx run`, which Nx from 22.7 on takes for itself and drops. */
  readonly target?: string;
  readonly releaseVersion?: string;
  /** Whether the containers of failed builds are kept. */
  readonly keep: boolean;
  /** What is to be run; absent where the words do not tell. */
  readonly request?: Request;
}

/** Which tasks a person asks for, in their own words. */
export interface Request {
  /** `one` of a `nx run` or `nx <target> <project>`; `many` of `nx run-many` or `nx affected`. */
  readonly kind: 'one' | 'many';
  /** As typed; absent where Nx takes the project of the current folder, and of `many`. */
  readonly project?: string;
  readonly targets: readonly string[];
  readonly configuration?: string;
  /** A platform is named by an option, whether or not the target takes it. */
  readonly namesPlatform: boolean;
}

/** Commands in which `-t` names targets, as Nx means it, and not a platform. */
const COMMANDS_OF_TARGETS = new Set(['run-many', 'affected', 'graph', 'exec', 'watch']);

const TARGET = ['--target', '-t'];
const TARGETS = ['--targets', '--target', '-t'];
const CONFIGURATION = ['--configuration', '-c'];
const PLATFORMS = ['--target', '-t', '--platforms', '--platform'];

/**
 * Reads Nx's argv, `[node, nx, …words]`. What follows a `--` is for the executor, which gets it as an option.
 * The last one of a flag given twice counts, as with Nx.
 */
export function parseCommandLine(argv: readonly string[]): CommandLine {
  const end = argv.indexOf('--');
  const words = argv.slice(2, end === -1 ? undefined : end);
  const command = words.find((word) => !word.startsWith('-'));
  const target = command === undefined || COMMANDS_OF_TARGETS.has(command) ? undefined : valuesOf(words, TARGET).at(-1);
  const releaseVersion = valuesOf(words, ['--release-version', '--releaseVersion']).at(-1);
  const request = command === undefined ? undefined : parseRequest(command, words, argv.slice(2));
  return {
    ...(target === undefined ? {} : { target }),
    ...(releaseVersion === undefined ? {} : { releaseVersion }),
    // Behind a `--` too: to the executor, that is the same option.
    keep: argv.slice(2).some((word) => word === '--keep' || word === '--keep=true'),
    ...(request === undefined ? {} : { request }),
  };
}

function parseRequest(command: string, words: readonly string[], all: readonly string[]): Request {
  const given = valuesOf(words, CONFIGURATION).at(-1);
  if (COMMANDS_OF_TARGETS.has(command)) {
    const targets = listsOf(words, TARGETS);
    return {
      kind: 'many',
      targets,
      ...(given === undefined ? {} : { configuration: given }),
      namesPlatform: false,
    };
  }
  const operands = operandsOf(words);
  const [first, second] = command === 'run' ? (operands[1] ?? '').split(/:(.*)/s) : [operands[1], command];
  // `nx run <target>` takes the project of the current folder.
  const [project, spec] = second === undefined ? [undefined, first] : [first, second];
  const [target = '', configuration = given] = (spec ?? '').split(/:(.*)/s);
  return {
    kind: 'one',
    ...(project === undefined ? {} : { project }),
    targets: [target],
    ...(configuration === undefined ? {} : { configuration }),
    namesPlatform: valuesOf(all, PLATFORMS).length > 0,
  };
}

/** `--flag=value`, `--flag value`, `-fvalue` or `-f value`; an empty string where the value is missing. */
function valuesOf(words: readonly string[], flags: readonly string[]): string[] {
  return words.flatMap((word, index) => {
    const flag = flags.find((each) => word === each || word.startsWith(isShort(each) ? each : `${each}=`));
    if (flag === undefined) return [];
    if (word === flag) return [words[index + 1]?.startsWith('-') === false ? (words[index + 1] ?? '') : ''];
    return [word.slice(flag.length).replace(/^=/, '')];
  });
}

/** Values of a flag that takes a list, `-t a b c` or `-t a,b`. */
function listsOf(words: readonly string[], flags: readonly string[]): string[] {
  const following = words.map((word, index) => {
    const next = words.slice(index + 1).findIndex((other) => other.startsWith('-'));
    return flags.includes(word) ? words.slice(index + 2, next === -1 ? undefined : index + 1 + next) : [];
  });
  return [...valuesOf(words, flags), ...following.flat()]
    .flatMap((value) => value.split(','))
    .filter((name) => name !== '');
}

/** The words that are neither flags nor values of the flags that are read here. */
function operandsOf(words: readonly string[]): string[] {
  const taking = [...CONFIGURATION, ...PLATFORMS, '--release-version', '--releaseVersion'];
  return words.filter((word, index) => !word.startsWith('-') && !taking.includes(words[index - 1] ?? ''));
}

function isShort(flag: string): boolean {
  return !flag.startsWith('--');
}
