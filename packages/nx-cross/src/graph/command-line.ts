/** What the plugin reads from Nx's own command line, before any task is hashed. */
export interface CommandLine {
  /** Value of `--target`/`-t` of a `nx run`, which Nx from 22.7 on takes for itself and drops. */
  readonly target?: string;
  readonly releaseVersion?: string;
}

/** Commands in which `-t` names targets, as Nx means it, and not a platform. */
const COMMANDS_OF_TARGETS = new Set(['run-many', 'affected', 'graph', 'exec', 'watch']);

/**
 * Reads Nx's argv, `[node, nx, …words]`. What follows a `--` is for the executor, which gets it as an option.
 * The last one of a flag given twice counts, as with Nx.
 */
export function parseCommandLine(argv: readonly string[]): CommandLine {
  const end = argv.indexOf('--');
  const words = argv.slice(2, end === -1 ? undefined : end);
  const command = words.find((word) => !word.startsWith('-'));
  const target =
    command === undefined || COMMANDS_OF_TARGETS.has(command) ? undefined : valueOf(words, ['--target', '-t']);
  const releaseVersion = valueOf(words, ['--release-version', '--releaseVersion']);
  return {
    ...(target === undefined ? {} : { target }),
    ...(releaseVersion === undefined ? {} : { releaseVersion }),
  };
}

/** `--flag=value`, `--flag value`, `-fvalue` or `-f value`; an empty string where the value is missing. */
function valueOf(words: readonly string[], flags: readonly string[]): string | undefined {
  let found: string | undefined;
  for (const [index, word] of words.entries()) {
    for (const flag of flags) {
      if (word === flag) found = words[index + 1]?.startsWith('-') === false ? words[index + 1] : '';
      else if (word.startsWith(`${flag}=`)) found = word.slice(flag.length + 1);
      else if (isShort(flag) && word.startsWith(flag)) found = word.slice(flag.length);
    }
  }
  return found;
}

function isShort(flag: string): boolean {
  return !flag.startsWith('--');
}
