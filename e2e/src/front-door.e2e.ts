import { Rig } from '@nx-cross/testing';

/** A program that compiles in a second, of two crates. */
const FILES = {
  'Cargo.toml': '[workspace]\nmembers = ["apps/*", "libs/*"]\nresolver = "2"\n',
  'Cargo.lock':
    'version = 4\n\n[[package]]\nname = "greeter"\nversion = "1.2.3"\ndependencies = [\n "words",\n]\n\n[[package]]\nname = "words"\nversion = "0.1.0"\n',
  'apps/greeter/Cargo.toml':
    '[package]\nname = "greeter"\nversion = "1.2.3"\nedition = "2021"\n[dependencies]\nwords = { path = "../../libs/words" }\n',
  'apps/greeter/src/main.rs': 'fn main() { println!("greeter {} {}", env!("CARGO_PKG_VERSION"), words::hello()); }\n',
  'apps/greeter/nx-cross.json': '{}\n',
  'libs/words/Cargo.toml': '[package]\nname = "words"\nversion = "0.1.0"\nedition = "2021"\n',
  'libs/words/src/lib.rs': 'pub fn hello() -> &\'static str { "hello" }\n',
};

const HOST = 'x86_64-unknown-linux-gnu';
const MUSL = 'x86_64-unknown-linux-musl';

describe('the front door of a stage', () => {
  const rig = new Rig({ files: FILES, pluginOptions: { platforms: ['linux-x86_64', 'linux-x86_64-musl'] } });
  afterAll(() => rig.dispose());

  it('builds the platform of --target, in the platform’s own cached task', async () => {
    const first = await rig.nx(['run', 'greeter:cross-compile', `--target=${MUSL}`]);
    expect(first.output).toContain('linking with zig');
    expect(first.tasks).toEqual([
      { id: `greeter:cross-compile--${MUSL}`, status: 'success' },
      { id: 'greeter:cross-compile', status: 'success' },
    ]);
    const again = await rig.nx(['run', `greeter:cross-compile--${MUSL}`]);
    expect(again.tasks).toEqual([{ id: `greeter:cross-compile--${MUSL}`, status: 'local-cache' }]);
  });

  it('builds the host’s platform where none is named', async () => {
    const run = await rig.nx(['run', 'greeter:cross-compile']);
    expect(run.tasks.map(({ id }) => id)).toContain(`greeter:cross-compile--${HOST}`);
  });
});
