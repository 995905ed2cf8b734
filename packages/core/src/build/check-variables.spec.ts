import { Failures, Failure, renderFailure } from '../failure';
import { checkVariables } from './check-variables';
import type { VariableRead } from './gather-reads';

const CHECK = {
  workspaceRoot: '/w',
  hostOs: 'linux',
  hostEnv: { HOME: '/home/me', GREETING: 'hi', CI: 'true', CC: 'gcc', TARGET: 'x' },
  env: { HOME: '/home/me', CC: 'gcc', TZ: 'UTC' },
  declared: [] as string[],
  unitFile: 'apps/a/nx-cross.json',
} as const;

const own = { crate: '/w/apps/a', isLocal: true } as const;
const published = { crate: '/cargo/registry/src/index/dirs-6.0.0', isLocal: false } as const;
const source = (name: string, value?: string) => ({
  name,
  by: 'compiler' as const,
  ...(value === undefined ? {} : { value }),
});
const script = (name: string) => ({ name, by: 'build script' as const });

function check(reads: readonly VariableRead[], declared: readonly string[] = []): string {
  try {
    checkVariables(reads, { ...CHECK, declared });
    return '';
  } catch (error) {
    if (error instanceof Failures) return error.message;
    if (error instanceof Failure) return renderFailure(error);
    throw error;
  }
}

describe('checkVariables', () => {
  it.each<[string, VariableRead]>([
    ['what cargo or rustc-env set', { ...own, ...source('CARGO_PKG_NAME', 'a') }],
    ['what cargo sets, though the host has it as well', { ...own, ...source('TARGET', 'y') }],
    ['what is absent here, too', { ...own, ...source('NOBODY') }],
    ['what is the same for every build', { ...own, ...source('TZ', 'UTC') }],
    ['what is hashed by heart', { ...own, ...source('CC', 'gcc') }],
    ['what cargo’s configuration sets by force', { ...own, ...source('HOME', '/fixed') }],
    ['what a crate of others asks for and does not get', { ...published, ...source('GREETING') }],
    ['what a build script of others asks for', { ...published, ...script('CI') }],
    ['what a build script asks for and gets', { ...own, ...script('HOME') }],
    ['what cargo sets for build scripts', { ...own, ...script('TARGET') }],
  ])('accepts %s', (_what, read) => {
    expect(check([read])).toBe('');
  });

  it.each<[string, VariableRead, string]>([
    [
      'a machine’s value, compiled in',
      { ...own, ...source('HOME', '/home/me') },
      'apps/a compiles in the variable HOME, which is another on each machine and in no hash.',
    ],
    [
      'the same in a crate of others',
      { ...published, ...source('HOME', '/home/me') },
      'dirs-6.0.0 compiles in the variable HOME, which is another on each machine and in no hash.',
    ],
    [
      'a variable that is set and does not count',
      { ...own, ...source('GREETING') },
      'apps/a reads the variable GREETING; it is set, and does not reach the build.',
    ],
    [
      'one of a build script',
      { ...own, ...script('CI'), crate: '/w' },
      'The build script of the root crate reads the variable CI; it is set, and does not reach the build.',
    ],
  ])('refuses %s', (_what, read, sentence) => {
    expect(check([read])).toBe(
      `nx-cross variable-undeclared: ${sentence}\n  → Add it to apps/a/nx-cross.json: "passEnv": ["${read.name}"]; its value is then hashed.`,
    );
    expect(check([read], [read.name])).toBe('');
  });

  it('tells each variable once, all together', () => {
    const reads = ['GREETING', 'CI'].flatMap((name) => [
      { ...own, ...source(name) },
      { ...own, ...script(name) },
    ]);
    expect(check(reads).match(/reads the variable \w+/g)).toEqual([
      'reads the variable CI',
      'reads the variable GREETING',
    ]);
  });
});
