/**
 * The files that rustc read, as the `.d` file beside a binary lists them: a rule of make, blanks and backslashes in paths
 * escaped. Comments (`# env-dep:`) follow below.
 * https://doc.rust-lang.org/cargo/reference/build-cache.html#dep-info-files
 */
export function parseDepInfo(text: string): string[] {
  const rule = text.split('\n').find((line) => line !== '' && !line.startsWith('#')) ?? '';
  const separator = /:(?= |$)/.exec(rule);
  if (separator === null) return [];
  const files = rule.slice(separator.index + 1).match(/(?:\\.|[^\\ ])+/g) ?? [];
  return files.map((file) => file.replace(/\\([ \\#])/g, '$1'));
}
