/** Digits and dots, then anything: a prerelease, build metadata. What is no version after all is refused by preflight. */
const VERSION = '[0-9]+.[0-9]+.[0-9]+*';

/** The tags of a release as the filter of a push: GitHub takes these signs for patterns. */
export function tagPattern(template: string): string {
  return template
    .split('{version}')
    .map((part) => part.replace(/[\\*+?![\]]/g, '\\$&'))
    .join(VERSION);
}
