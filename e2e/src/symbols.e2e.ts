import { execFileSync } from 'node:child_process';
import type { ArtifactRecord } from '@nx-cross/core/artifact';
import { Rig } from '@nx-cross/testing';
import { smallUnit } from './small-unit';

/** Who links differs: the host's own linker, zig, mingw. */
const PLATFORMS = {
  'x86_64-unknown-linux-gnu': '.debug',
  'aarch64-unknown-linux-gnu': '.debug',
  'x86_64-unknown-linux-musl': '.debug',
  'x86_64-pc-windows-gnu': '.exe.debug',
  'aarch64-apple-darwin': '.symbols',
} as const;

/** A profile that asks for lines, and for a strip that would leave nothing to keep apart. */
const MANIFEST = `[workspace]
members = ["apps/*"]
resolver = "2"
[profile.release]
debug = "line-tables-only"
strip = "symbols"
`;

const MAIN =
  '#[inline(never)]\n#[no_mangle]\npub extern "C" fn greet_the_world() { println!("hello"); }\nfn main() { greet_the_world(); }\n';

describe('symbols that are kept apart', () => {
  const rig = new Rig({
    files: {
      'Cargo.toml': MANIFEST,
      'Cargo.lock': 'version = 4\n\n[[package]]\nname = "greeter"\nversion = "1.0.0"\n',
      ...smallUnit(
        'greeter',
        { platform: '', main: MAIN, settings: { exclude: [], strip: { splitSymbols: true } } },
        [],
      ),
    },
    pluginOptions: { platforms: Object.keys(PLATFORMS) },
  });
  afterAll(() => rig.dispose());

  beforeAll(async () => {
    expect(await rig.cli(['setup'])).toMatchObject({ exitCode: 0 });
    const run = await rig.nx(['run-many', '--targets=package-all,smoke-all']);
    expect(run.output).not.toContain('nx-cross strip-failed');
    expect(run).toMatchObject({ exitCode: 0 });
  });

  const folder = (triple: string) => rig.path('dist', 'greeter', triple, 'strip');
  const nm = (file: string) => execFileSync('llvm-nm', [file], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });

  it.each(Object.entries(PLATFORMS))('%s: are in their own file, and no longer in the program', (triple, suffix) => {
    const program = `${folder(triple)}/greeter${triple.includes('windows') ? '.exe' : ''}`;
    expect(nm(`${folder(triple)}/greeter${suffix}`)).toContain('greet_the_world');
    expect(nm(program)).not.toContain('greet_the_world');
    const { artifacts } = rig.record('greeter', triple, 'verify') as ArtifactRecord;
    const [executable] = artifacts.filter(({ kind }) => kind === 'executable');
    expect(executable?.sizes?.stripped).toBeLessThan(executable?.sizes?.compiled ?? 0);
  });

  it.each(Object.entries(PLATFORMS).filter(([triple]) => !triple.includes('darwin')))(
    '%s: name the lines of the source',
    (triple, suffix) => {
      const symbols = `${folder(triple)}/greeter${suffix}`;
      const address = /^([0-9a-f]+) T greet_the_world$/m.exec(nm(symbols))?.[1] ?? 'none';
      const words = ['--obj', symbols, '--no-demangle', `0x${address}`];
      const place = execFileSync('llvm-symbolizer', words, { encoding: 'utf8' });
      expect(place).toMatch(/^greet_the_world\n\S*apps\/greeter\/src\/main\.rs:3:/);
    },
  );
});
