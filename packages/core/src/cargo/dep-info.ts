/**
 * The files that rustc read, as the `.d` file beside what it made lists them: a rule of make, blanks and backslashes in
 * paths escaped. Comments (`# env-dep:`) follow below.
 * https://doc.rust-lang.org/cargo/reference/build-cache.html#dep-info-files
 */
export function parseDepInfo(text: string): string[] {
  // Rules for the other files that the same call made list the same files.
  const rule = text.split(/\r?\n/).find((line) => line !== '' && !line.startsWith('#')) ?? '';
  const separator = /:(?= |$)/.exec(rule);
  if (separator === null) return [];
  const files = rule.slice(separator.index + 1).match(/(?:\\.|[^\\ ])+/g) ?? [];
  return files.map((file) => file.replace(/\\([ \\#])/g, '$1'));
}

/** A variable that a source read by `env!` or `option_env!`. */
export interface ReadVariable {
  readonly name: string;
  /** Absent where it was not set. */
  readonly value?: string;
}

/** The variables among what rustc read: `# env-dep:NAME=VALUE`, or `# env-dep:NAME` for one that was not set. */
export function parseEnvDeps(text: string): ReadVariable[] {
  return text.split(/\r?\n/).flatMap((line) => {
    const [, name, value] = /^# env-dep:([^=]+)(?:=(.*))?$/.exec(line) ?? [];
    if (name === undefined) return [];
    return [{ name: unescape(name), ...(value === undefined ? {} : { value: unescape(value) }) }];
  });
}

/** rustc escapes what would end the line: `escape_dep_env` in rustc_interface's passes.rs. */
function unescape(text: string): string {
  const characters: Readonly<Record<string, string>> = { n: '\n', r: '\r', '\\': '\\' };
  return text.replace(/\\([nr\\])/g, (_, character: string) => characters[character] ?? character);
}
