/** An option of a command; the parser, `--help` and the documentation are all made from it. */
export interface CommandOption {
  readonly type: 'boolean' | 'string';
  readonly short?: string;
  readonly description: string;
  /** What stands for the value in `--help`. */
  readonly value?: string;
}

export interface Command {
  readonly name: string;
  readonly summary: string;
  /** Words after the command, as `--help` shows them. */
  readonly operands: readonly { readonly name: string; readonly required: boolean; readonly description: string }[];
  readonly options: Readonly<Record<string, CommandOption>>;
  /** Exit codes besides 0. */
  readonly exits: readonly { readonly code: number; readonly when: string }[];
}

const JSON_OPTION: CommandOption = { type: 'boolean', description: 'Print JSON for machines.' };

const TARGET_OPTION: CommandOption = {
  type: 'string',
  short: 't',
  value: 'platform',
  description: 'A triple or a friendly name; the host’s platform where absent.',
};

const UNIT_OPERAND = {
  name: 'unit',
  required: true,
  description: 'Name of the release unit, or the folder of its nx-cross.json.',
} as const;

export const COMMANDS = [
  {
    name: 'doctor',
    summary:
      'Shows, for each platform of the workspace, what would build it, what is missing, the line that installs it, and where the machine differs from nx-cross.lock; of container engines, what they have and lack.',
    operands: [],
    options: {
      strict: {
        type: 'boolean',
        description:
          'Fail where the machine’s tools are not those of nx-cross.lock: for CI, whose results others share.',
      },
      fix: {
        type: 'boolean',
        description: 'Run setup first: install what needs no root, pull images, write nx-cross.lock.',
      },
      json: JSON_OPTION,
    },
    exits: [
      {
        code: 1,
        when: 'a configured platform cannot be built on this machine, or with --strict not with the tools of nx-cross.lock',
      },
    ],
  },
  {
    name: 'setup',
    summary:
      'Installs, without root, what the platforms need (zig, cargo-zigbuild, Rust targets, images) and writes their versions into nx-cross.lock.',
    operands: [],
    options: {
      target: {
        type: 'string',
        short: 't',
        value: 'platforms',
        description:
          'Only what these platforms need: triples, friendly names, globs of either, groups, with commas between. All of the workspace’s where absent.',
      },
    },
    exits: [{ code: 1, when: 'something is missing that only a line of yours can install' }],
  },
  {
    name: 'plan',
    summary: 'Prints the build plan of a release unit for a platform, and why each other strategy was passed over.',
    operands: [UNIT_OPERAND],
    options: {
      target: TARGET_OPTION,
      shell: { type: 'boolean', description: 'Print lines to paste into a shell.' },
      json: JSON_OPTION,
    },
    exits: [{ code: 1, when: 'nothing here can build it' }],
  },
  {
    name: 'shell',
    summary: 'Opens the container that a release unit is compiled in for a platform, as its build would find it.',
    operands: [UNIT_OPERAND],
    options: { target: TARGET_OPTION },
    exits: [{ code: 1, when: 'the unit is compiled on the host; else the code is the shell’s own' }],
  },
  {
    name: 'why',
    summary:
      'Says whether compiling a release unit for a platform would be a hit of the cache, and which inputs have changed since it was last compiled here.',
    operands: [UNIT_OPERAND],
    options: { target: TARGET_OPTION, json: JSON_OPTION },
    exits: [{ code: 1, when: 'a task before the compile failed, so that nothing can be said' }],
  },
  {
    name: 'import',
    summary:
      'Takes over stage folders that another machine made, after each was held to its artifact record: the tasks that would make them adopt them instead.',
    operands: [
      {
        name: 'folder',
        required: true,
        description: 'A folder with the stage folders of any units and platforms, at any depth.',
      },
    ],
    options: {},
    exits: [{ code: 1, when: 'something in the folder is damaged or not of this workspace; nothing is imported then' }],
  },
] as const satisfies readonly Command[];

export type CommandName = (typeof COMMANDS)[number]['name'];
