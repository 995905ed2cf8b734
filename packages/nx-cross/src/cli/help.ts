import type { Command } from './commands';
import { COMMANDS } from './commands';

export function renderHelp(): string {
  const width = Math.max(...COMMANDS.map(({ name }) => name.length));
  return [
    'Usage: nx-cross <command> [options]',
    '',
    'Commands:',
    ...COMMANDS.map(({ name, summary }) => `  ${name.padEnd(width)}  ${summary}`),
    '',
    'nx-cross <command> --help tells of one command. Releases themselves are Nx tasks: nx run <project>:package.',
  ].join('\n');
}

export function renderCommandHelp(command: Command): string {
  const operands = command.operands.map(({ name, required }) => (required ? ` <${name}>` : ` [${name}]`)).join('');
  const rows = [
    ...command.operands.map(({ name, description }) => [`<${name}>`, description] as const),
    ...Object.entries(command.options).map(([name, option]) => [flagOf(name, option), option.description] as const),
    ['-h, --help', 'Print this.'] as const,
  ];
  const width = Math.max(...rows.map(([flag]) => flag.length));
  return [
    `Usage: nx-cross ${command.name}${operands} [options]`,
    '',
    command.summary,
    '',
    ...rows.map(([flag, description]) => `  ${flag.padEnd(width)}  ${description}`),
    ...(command.exits.length === 0
      ? []
      : ['', ...command.exits.map(({ code, when }) => `Exit code ${code}: ${when}.`)]),
  ].join('\n');
}

function flagOf(name: string, { short, type, value }: Command['options'][string]): string {
  const flag = short === undefined ? `--${name}` : `-${short}, --${name}`;
  return type === 'string' ? `${flag} <${value ?? 'value'}>` : flag;
}
