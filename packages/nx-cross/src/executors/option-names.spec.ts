import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/** The parts of Nx that decide which words of `nx run` reach an executor. Not exported, hence by path. */
interface Yargs {
  parse(words: string[]): Record<string, unknown>;
  parserConfiguration(configuration: Record<string, boolean>): Yargs;
  command(command: object): Yargs;
}
const NX = dirname(require.resolve('nx/package.json'));
const requireOfNx = createRequire(join(NX, 'package.json'));
const load = <T>(...path: string[]): T => requireOfNx(join(NX, 'dist', 'src', ...path)) as T;
const yargs = requireOfNx('yargs') as (words: string[]) => Yargs;
const { yargsRunCommand } = load<{ yargsRunCommand: object }>('command-line', 'run', 'command-object.js');
const { withOverrides } = load<{ withOverrides(args: object): { __overrides_unparsed__: string[] } }>(
  'command-line',
  'yargs-utils',
  'shared-options.js',
);
const { createOverrides } = load<{ createOverrides(words: string[]): Record<string, unknown> }>(
  'utils',
  'command-line-utils.js',
);

/** What an executor would get of `nx run a:b <word>`. */
function overrides(word: string): Record<string, unknown> {
  let seen: Record<string, unknown> = {};
  const handler = (args: object) => {
    seen = createOverrides(withOverrides(args).__overrides_unparsed__);
  };
  // As nx's own command line sets it up.
  yargs([])
    .parserConfiguration({ 'strip-dashed': true })
    .command({ ...yargsRunCommand, handler })
    .parse(['run', 'a:b', word]);
  return seen;
}

function kebab(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

const options = readdirSync(__dirname, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .flatMap(({ name }) => {
    const schema = JSON.parse(readFileSync(join(__dirname, name, 'schema.json'), 'utf8')) as { properties: object };
    return Object.keys(schema.properties).map((option): [string, string] => [name, option]);
  })
  // Nx takes this one for itself, and the hook reads it from the command line.
  .filter(([, option]) => option !== 'target');

describe('the options of our executors', () => {
  it.each(options)('%s: %s is no word that Nx keeps for itself', (_executor, option) => {
    const words = new Set([option, kebab(option)]);
    for (const word of words) expect(overrides(`--${word}=x`)).toMatchObject({ [word]: 'x' });
  });

  it.each(['target', 'target-dir', 'parallel-jobs', 'verbose-build'])('Nx swallows --%s', (option) => {
    expect(overrides(`--${option}=x`)).not.toHaveProperty([option]);
  });
});
