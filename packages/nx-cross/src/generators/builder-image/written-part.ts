/** In Dockerfiles and in TOML, a comment. */
const END = '# What is below this line is yours, and stays.\n';

/** The text with the generator's part written anew; what stands below the mark is kept. */
export function replaceWritten(before: string | undefined, written: string): string {
  const at = before?.indexOf(END) ?? -1;
  const own = before === undefined || at === -1 ? '' : before.slice(at + END.length);
  return `${written}${END}${own}`;
}
