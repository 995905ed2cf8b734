import {
  chmodSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Rig } from '@nx-cross/testing';
import { CHECKOUT, findProgram } from '@nx-cross/testing';
import { execa } from 'execa';
import type { Edit } from './edits';

const STAMP = 'nx-cross-tools.json';

/** A `node_modules` in which the plugin is a copy, so that a test can give it another version. */
export function nodeModulesWithOwnPlugin(): string {
  const folder = join(mkdtempSync(join(tmpdir(), 'nx-cross-plugin-')), 'node_modules');
  mkdirSync(folder);
  const checkout = join(CHECKOUT, 'node_modules');
  for (const name of readdirSync(checkout))
    if (name !== 'nx-cross') symlinkSync(join(checkout, name), join(folder, name));
  cpSync(join(checkout, 'nx-cross'), join(folder, 'nx-cross'), { recursive: true, dereference: true });
  return folder;
}

/** A toolchain file that names the toolchain which is used anyway. */
async function ownToolchain(): Promise<string> {
  const { stdout } = await execa('rustup', ['show', 'active-toolchain']);
  return `[toolchain]\nchannel = "${stdout.split(' ')[0] ?? ''}"\n`;
}

/** The edits after which the tools are others, or say that they are. */
export async function otherTools(rig: Rig): Promise<Readonly<Record<string, Edit>>> {
  const toolchainFile = await ownToolchain();
  return {
    'rust-toolchain': { files: { 'rust-toolchain.toml': () => toolchainFile } },
    rustc: { env: { PATH: `${otherRustc(rig)}:${process.env['PATH'] ?? ''}` } },
    zig: { env: { NX_CROSS_TOOLS: otherZig(rig) } },
    plugin: {
      files: {
        'node_modules/nx-cross/package.json': (text) =>
          JSON.stringify({ ...(JSON.parse(text) as object), version: '99.0.0' }),
      },
    },
  };
}

/** A folder with a rustc that compiles as the machine's own does, and says that it is another. */
function otherRustc(rig: Rig): string {
  const folder = mkdtempSync(rig.path('.rig', 'rustc-'));
  const own = findProgram('rustc');
  writeFileSync(
    join(folder, 'rustc'),
    `#!/bin/sh
[ "$1" = -vV ] || exec '${own}' "$@"
'${own}' -vV | sed '1s/.*/rustc 1.999.0 (000000000 2030-01-01)/'
`,
  );
  chmodSync(join(folder, 'rustc'), 0o755);
  return folder;
}

/** What setup installed, by links, with a stamp that names another version. */
function otherZig(rig: Rig): string {
  const folder = rig.path('.rig', 'tools');
  const installed = join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'nx-cross', 'tools');
  for (const pair of readdirSync(installed)) {
    mkdirSync(join(folder, pair), { recursive: true });
    for (const name of readdirSync(join(installed, pair))) {
      if (name !== STAMP) symlinkSync(join(installed, pair, name), join(folder, pair, name));
    }
    const stamp = JSON.parse(readFileSync(join(installed, pair, STAMP), 'utf8')) as object;
    writeFileSync(join(folder, pair, STAMP), JSON.stringify({ ...stamp, zig: '0.999.0' }));
  }
  return folder;
}
