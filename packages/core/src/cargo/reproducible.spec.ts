import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { findPlatform } from '../platform';
import { planCargoCalls } from './call';
import { EMPTY_CONFIG } from './config';
import { parseCargoMessage } from './messages';

const ABOUT_RUSTC = spawnSync('rustc', ['-vV'], { encoding: 'utf8' }).stdout;
const HOST_TRIPLE = /^host: (.*)$/m.exec(ABOUT_RUSTC)?.[1] ?? '';

const FILES: Record<string, string> = {
  'Cargo.toml':
    '[workspace]\nmembers = ["app", "lib"]\nresolver = "2"\n[profile.small]\ninherits = "release"\ndebug = 1\n',
  'Cargo.lock':
    'version = 4\n\n[[package]]\nname = "app"\nversion = "0.1.0"\ndependencies = [\n "lib",\n]\n\n[[package]]\nname = "lib"\nversion = "0.1.0"\n',
  'app/Cargo.toml':
    '[package]\nname = "app"\nversion = "0.1.0"\nedition = "2021"\n[dependencies]\nlib = { path = "../lib" }\n',
  'app/build.rs':
    'fn main() { let out = std::env::var("OUT_DIR").unwrap(); std::fs::write(format!("{out}/made.rs"), "fn made(x: Option<u8>) -> u8 { x.unwrap() }").unwrap(); }',
  'app/src/main.rs':
    'include!(concat!(env!("OUT_DIR"), "/made.rs"));\nfn main() { println!("{} {} {}", made(std::env::args().next().map(|_| 1)), lib::at(0), option_env!("SOURCE_DATE_EPOCH").unwrap()); }',
  'lib/Cargo.toml': '[package]\nname = "lib"\nversion = "0.1.0"\nedition = "2021"\n',
  'lib/src/lib.rs': 'pub fn at(i: usize) -> u8 { if i > 9 { panic!("{}", file!()) } [1u8, 2][i] }',
};

// Another build may hold this machine's cores.
jest.setTimeout(120_000);

/** A real call, of the same sources in two folders, one of them with a blank in its name. */
describe('a call that runs', () => {
  const folder = mkdtempSync(join(tmpdir(), 'cargo-call-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  function build(workspaceRoot: string, targetDir: string): Buffer {
    for (const [path, text] of Object.entries(FILES)) {
      mkdirSync(dirname(join(workspaceRoot, path)), { recursive: true });
      writeFileSync(join(workspaceRoot, path), text);
    }
    const [call] = planCargoCalls(
      {
        crates: { app: [] },
        profile: 'small',
        features: [],
        defaultFeatures: true,
        strategy: 'auto',
        environments: ['host'],
        images: [],
        rustflags: [],
        codegenUnits: 1,
        targetFeatures: [],
        env: {},
        passEnv: [],
        embeds: {},
        timeout: 60,
        tools: [],
      },
      {
        platform: findPlatform(HOST_TRIPLE)!,
        linker: 'native',
        crates: [
          {
            crate: { name: 'app', version: '0.1.0', root: 'app', manifestPath: 'app/Cargo.toml' },
            binaries: ['app'],
          },
        ],
        programs: { cargo: 'cargo' },
        folders: { workspaceRoot, cargoRoot: workspaceRoot, cargoHome: join(folder, 'home'), targetDir },
        lockFileExists: true,
        config: EMPTY_CONFIG,
        hostEnv: { ...process.env, CARGO_HOME: join(folder, 'home') },
        hostOs: 'linux',
        rustVersion: /^release: (.*)$/m.exec(ABOUT_RUSTC)?.[1] ?? '',
        embedded: {},
      },
    );
    const [program, ...args] = call!.argv;
    const { status, stdout, stderr } = spawnSync(program, args, { cwd: call!.cwd, env: call!.env, encoding: 'utf8' });
    expect({ status, stderr }).toEqual({ status: 0, stderr: expect.stringContaining('Finished') as unknown });
    const messages = stdout.split('\n').flatMap((line) => parseCargoMessage(line) ?? []);
    const made = messages.flatMap((message) => (message.kind === 'artifact' ? (message.executable ?? []) : []));
    expect(made.map(({ binary }) => binary)).toEqual(['app']);
    const ran = spawnSync(made[0]!.path, { encoding: 'utf8' });
    expect(ran.stdout).toBe('1 1 315532800\n');
    return readFileSync(made[0]!.path);
  }

  it('makes the same bytes, with no folder of this machine inside', () => {
    const one = build(join(folder, 'one'), join(folder, 'one/target'));
    const two = build(join(folder, 'a second place/two'), join(folder, 'elsewhere'));
    expect(one.equals(two)).toBe(true);
    expect(one.includes(folder)).toBe(false);
    expect(one.includes('/target/')).toBe(true);
  });
});
