#!/usr/bin/env node
import { parseArgs } from 'node:util';
import { Failure, Failures, renderFailure } from '@nx-cross/core';
import { localHost } from '@nx-cross/core/toolchain';
import type { Command, CommandName } from './commands';
import { COMMANDS } from './commands';
import { doctor } from './doctor';
import { renderCommandHelp, renderHelp } from './help';
import { importCommand } from './import';
import { plan } from './plan';
import { setup } from './setup';
import { shell } from './shell';
import { why } from './why';
import { findWorkspace } from './workspace';

interface Answer {
  readonly output: string;
  readonly exitCode: number;
}

type Options = Readonly<Record<string, string | boolean | undefined>>;

async function main(argv: readonly string[]): Promise<Answer> {
  const [name, ...words] = argv;
  if (name === undefined || name === '--help' || name === '-h') return { output: `${renderHelp()}\n`, exitCode: 0 };
  const command: Command | undefined = COMMANDS.find((each) => each.name === name);
  if (command === undefined) return { output: `There is no command ${name}.\n\n${renderHelp()}\n`, exitCode: 2 };
  const parsed = parse(command, words);
  if (typeof parsed === 'string') return { output: `${parsed}\n\n${renderCommandHelp(command)}\n`, exitCode: 2 };
  if (parsed.options['help'] === true) return { output: `${renderCommandHelp(command)}\n`, exitCode: 0 };
  return runCommand(command.name as CommandName, parsed.operands, parsed.options);
}

/** The words of a command; a sentence where they are wrong. */
function parse(
  command: Command,
  words: readonly string[],
): { readonly operands: readonly string[]; readonly options: Options } | string {
  try {
    const help = { type: 'boolean', short: 'h' } as const;
    const known = Object.entries(command.options).map(([name, { type, short }]) => [
      name,
      short === undefined ? { type } : { type, short },
    ]);
    const { values, positionals } = parseArgs({
      args: [...words],
      options: { help, ...Object.fromEntries(known) },
      allowPositionals: true,
    });
    const options = values as Options;
    const wanted = command.operands.filter(({ required }) => required).length;
    if (options['help'] !== true && positionals.length < wanted)
      return `nx-cross ${command.name} wants <${command.operands[positionals.length]?.name ?? ''}>.`;
    if (positionals.length > command.operands.length)
      return `nx-cross ${command.name} does not take ${positionals.at(-1) ?? ''}.`;
    return { operands: positionals, options };
  } catch (error) {
    return (error as Error).message;
  }
}

async function runCommand(name: CommandName, operands: readonly string[], options: Options): Promise<Answer> {
  const found = await findWorkspace(process.cwd());
  const host = localHost();
  switch (name) {
    case 'doctor':
      // What a fix does is told beside JSON, not in it.
      return doctor(options, found, host, sayOn(options['json'] === true ? process.stderr : process.stdout));
    case 'setup':
      return setup(options, found, host, sayOn(process.stdout));
    case 'plan':
      return plan(operands[0] ?? '', options, found, host);
    case 'shell': {
      const { stdin, stdout, stderr, env } = process;
      return shell(operands[0] ?? '', options, found, host, { stdin, stdout, stderr, type: env['TERM'] });
    }
    case 'why':
      return why(operands[0] ?? '', options, found);
    case 'import':
      return importCommand(operands[0] ?? '', found);
  }
}

function sayOn(stream: NodeJS.WritableStream): (line: string) => void {
  return (line) => void stream.write(`${line}\n`);
}

main(process.argv.slice(2)).then(
  ({ output, exitCode }) => {
    (exitCode === 2 ? process.stderr : process.stdout).write(output);
    process.exitCode = exitCode;
  },
  (error: unknown) => {
    const failures = error instanceof Failures ? error.failures : error instanceof Failure ? [error] : undefined;
    process.stderr.write(
      failures === undefined ? `${String((error as Error).stack)}\n` : `${failures.map(renderFailure).join('\n')}\n`,
    );
    process.exitCode = 1;
  },
);
