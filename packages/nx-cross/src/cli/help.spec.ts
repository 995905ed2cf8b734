import { COMMANDS } from './commands';
import { renderCommandHelp, renderHelp } from './help';

describe('--help', () => {
  it('lists every command', () => {
    for (const { name, summary } of COMMANDS) expect(renderHelp()).toContain(`${name.padEnd(6)}  ${summary}`);
  });

  it('tells of a command its words, its options and its exit codes', () => {
    const plan = COMMANDS.find(({ name }) => name === 'plan')!;
    expect(renderCommandHelp(plan)).toBe(`Usage: nx-cross plan <unit> [options]

Prints the build plan of a release unit for a platform, and why each other strategy was passed over.

  <unit>                   Name of the release unit, or the folder of its nx-cross.json.
  -t, --target <platform>  A triple or a friendly name; the host’s platform where absent.
  --shell                  Print lines to paste into a shell.
  --json                   Print JSON for machines.
  -h, --help               Print this.

Exit code 1: nothing here can build it.`);
  });
});
