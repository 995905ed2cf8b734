import { Failure, throwFailures } from '@nx-cross/core';

const COMMAND = 'nx g nx-cross:release-workflow';

/** The comments in front of a file that is ours: the command that writes it again keeps what was chosen. */
export function renderHeader(project: string, packages: readonly string[]): string[] {
  const chosen = packages.length === 0 ? '' : ` --packages=${packages.join(',')}`;
  return [
    `${COMMAND} ${project}${chosen}`,
    'Written by this command, and written anew by it: what is changed here by hand is lost then.',
  ];
}

export function isOurs(text: string): boolean {
  return text.startsWith(`# ${COMMAND}`);
}

/** The packages that were chosen when the file was written. */
export function readPackages(text: string): string[] {
  const [line = ''] = text.split('\n', 1);
  return splitPackages([/ --packages=(\S+)/.exec(line)?.[1] ?? '']);
}

/** Failures, all at once: `config-invalid` for what is no name of a package; these words come into a shell's line. */
export function splitPackages(words: readonly string[]): string[] {
  const names = words.flatMap((word) => word.split(',')).map((word) => word.trim());
  const packages = [...new Set(names)].filter((name) => name !== '' && name !== 'none').sort();
  throwFailures(
    packages
      .filter((name) => !/^[a-z0-9][a-z0-9+.-]*$/.test(name))
      .map((name) => {
        const message = `${JSON.stringify(name)} is no name of a package`;
        return new Failure('config-invalid', { message, hint: 'for example --packages=protobuf-compiler,clang' });
      }),
  );
  return packages;
}
