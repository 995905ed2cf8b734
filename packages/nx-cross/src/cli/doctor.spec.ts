import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { findPlatform } from '@nx-cross/core/platform';
import type { Host } from '@nx-cross/core/toolchain';
import { loadProject, openWorkspace } from '@nx-cross/core/workspace';
import type { DoctorOptions } from './doctor';
import { doctor } from './doctor';
import { setup } from './setup';

/** A host of any system by a table: which programs are there, and what rustc says of itself. */
function hostOf(os: Host['os'], triple: string, programs: Readonly<Record<string, string>>, sysroot: string): Host {
  return {
    os,
    architecture: triple.split('-')[0] ?? '',
    env: { HOME: '/home/nobody', NX_CROSS_TOOLS: sysroot },
    which: (name) => Promise.resolve(name in programs ? `/bin/${name}` : undefined),
    run: ([program, ...args]) => {
      const name = program.replace('/bin/', '');
      const answers: Record<string, string> = {
        'rustc -vV': `rustc 1.96.0 (abc 2026-05-01)\nhost: ${triple}\n`,
        'rustc --print sysroot': `${sysroot}\n`,
      };
      const stdout = args[0] === '-Wl,--version' ? undefined : (answers[[name, ...args].join(' ')] ?? programs[name]);
      return Promise.resolve({ exitCode: stdout === undefined ? 1 : 0, stdout: stdout ?? '', stderr: '' });
    },
  };
}

describe('doctor', () => {
  let root: string;
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'nx-cross-doctor-'));
    write('Cargo.toml', '[package]\nname = "server"\nversion = "1.0.0"\n');
    write('nx-cross.json', '{}');
  });
  afterEach(() => rmSync(root, { recursive: true }));

  function write(path: string, text: string): void {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }

  const std = (...triples: string[]) => {
    for (const triple of triples) write(`sysroot/lib/rustlib/${triple}/lib/libstd-1.rlib`, '');
    return join(root, 'sysroot');
  };

  function examine(platforms: string[], host: Host, hostName: string, options: DoctorOptions = {}) {
    const workspace = openWorkspace(root, { platforms }, findPlatform(hostName));
    return doctor(options, { root, workspace, projects: [loadProject(workspace, '.')] }, host, () => undefined);
  }

  const LLVM = { 'llvm-objcopy': 'LLVM version 19.1.0\n' };

  it('says of a Mac that it links for both of Apple’s architectures, and what Windows programs want', async () => {
    const host = hostOf(
      'darwin',
      'aarch64-apple-darwin',
      { cargo: '', rustc: '', rustup: '', cc: 'Apple clang version 17.0.0\n', ...LLVM },
      std('aarch64-apple-darwin'),
    );
    const platforms = ['darwin-aarch64', 'darwin-x86_64', 'windows-x86_64'];
    const { output, exitCode } = await examine(platforms, host, 'darwin-aarch64');
    expect(output).toBe(`ok       darwin-aarch64  native (rustc 1.96.0, cc Apple, llvm-objcopy 19.1.0); smoke: native
MISSING  darwin-x86_64   native (rustc 1.96.0, cc Apple, llvm-objcopy 19.1.0); smoke: nothing on darwin runs programs for darwin-x86_64
                         - Rust’s std for x86_64-apple-darwin
MISSING  windows-x86_64  nothing links (rustc 1.96.0, llvm-objcopy 19.1.0); smoke: nothing on darwin runs programs for windows-x86_64
                         - Nothing here can link for x86_64-pc-windows-gnu: native: the host is aarch64-apple-darwin; gcc: x86_64-w64-mingw32-gcc is not on PATH.
                         - Rust’s std for x86_64-pc-windows-gnu

2 of 3 platforms cannot be built here. To mend it:
  rustup target add x86_64-apple-darwin
  Install a compiler that is called x86_64-w64-mingw32-gcc and put it on PATH.
  rustup target add x86_64-pc-windows-gnu
There is no nx-cross.lock, which says for all machines what builds: npx nx-cross setup
`);
    expect(exitCode).toBe(1);
  });

  it('knows Windows’ own toolchain as the host’s', async () => {
    const triple = 'x86_64-pc-windows-msvc';
    const host = hostOf('windows', triple, { cargo: '', rustc: '', ...LLVM }, std(triple));
    expect(await examine(['windows-x86_64-msvc'], host, 'windows-x86_64-msvc')).toEqual({
      output: `ok       windows-x86_64-msvc  native (rustc 1.96.0, llvm-objcopy 19.1.0); smoke: native

Every platform of the workspace can be built here.
There is no nx-cross.lock, which says for all machines what builds: npx nx-cross setup
`,
      exitCode: 0,
    });
  });

  it('tells everything that is missing, for machines too', async () => {
    const host = hostOf('linux', 'x86_64-unknown-linux-gnu', {}, root);
    write('nx-cross.json', '{ "tools": ["protoc"] }');
    const { output, exitCode } = await examine(['linux-x86_64'], host, 'linux-x86_64', { json: true });
    expect(exitCode).toBe(1);
    expect(JSON.parse(output)).toEqual({
      platforms: [
        {
          platform: 'x86_64-unknown-linux-gnu',
          friendly: 'linux-x86_64',
          demand: 'x86_64-unknown-linux-gnu, with protoc',
          tools: [],
          passedOver: [],
          missing: [
            { what: 'cargo is not on PATH.', hint: 'Install Rust with rustup, or `sudo apt-get install cargo`.' },
            { what: 'protoc', hint: 'Install protoc.' },
            { what: 'No objcopy that can strip elf binaries was found.', hint: 'sudo apt-get install llvm' },
          ],
          lockDifferences: [],
          runner: 'native',
        },
      ],
    });
  });

  it('names where a machine differs from nx-cross.lock, and makes an error of it for CI', async () => {
    const triple = 'x86_64-unknown-linux-gnu';
    const machine = (cc: string) =>
      hostOf('linux', triple, { cargo: '', rustc: '', cc: `cc (Debian) ${cc}\n`, ...LLVM }, std(triple));
    const strictly = (cc: string) => examine(['linux-x86_64'], machine(cc), 'linux-x86_64', { strict: true });
    expect(await strictly('12.2.0')).toMatchObject({ exitCode: 1 });
    const workspace = openWorkspace(root, { platforms: ['linux-x86_64'] }, findPlatform('linux-x86_64'));
    // One that nobody can read is written anew.
    write('nx-cross.lock', '{');
    const said: string[] = [];
    const found = { root, workspace, projects: [loadProject(workspace, '.')] };
    expect(await setup({}, found, machine('12.2.0'), (line) => said.push(line))).toEqual({
      exitCode: 0,
      output: `ok       linux-x86_64  native (rustc 1.96.0, cc 12.2.0, llvm-objcopy 19.1.0); smoke: native

Every platform of the workspace can be built here.
`,
    });
    expect(said.join('\n')).toMatch(/config-unreadable: nx-cross\.lock: not JSON[^]*wrote nx-cross\.lock/);
    expect(await strictly('12.2.0')).toMatchObject({ exitCode: 0 });
    expect(await strictly('13.1.0')).toEqual({
      exitCode: 1,
      output: `ok       linux-x86_64  native (rustc 1.96.0, cc 13.1.0, llvm-objcopy 19.1.0); smoke: native
                       - cc 12.2.0 (Debian) in nx-cross.lock, 13.1.0 (Debian) here

Every platform of the workspace can be built here.
`,
    });
    expect(await examine(['linux-x86_64'], machine('13.1.0'), 'linux-x86_64')).toMatchObject({ exitCode: 0 });
    const bare = hostOf('linux', triple, { ...LLVM }, root);
    expect((await examine(['linux-x86_64'], bare, 'linux-x86_64')).output).not.toContain('in nx-cross.lock');
  });

  it('sets up the platforms that are named alone, and keeps what the lock says of the others', async () => {
    const triple = 'x86_64-unknown-linux-gnu';
    const workspace = openWorkspace(
      root,
      { platforms: ['linux-x86_64', 'windows-x86_64'] },
      findPlatform('linux-x86_64'),
    );
    const found = { root, workspace, projects: [loadProject(workspace, '.')] };
    const host = hostOf('linux', triple, { cargo: '', rustc: '', cc: 'cc (Debian) 12.2.0\n', ...LLVM }, std(triple));
    const windows = { choice: 'gcc', environment: 'host', tools: { 'x86_64-w64-mingw32-gcc': '12' } };
    const before = { schemaVersion: 1, 'cross-compile': { 'x86_64-pc-windows-gnu': windows }, strip: {}, smoke: {} };
    write('nx-cross.lock', JSON.stringify(before));
    const set = (target: string) => setup({ target }, found, host, () => undefined);
    expect(await set('linux-x86_64')).toMatchObject({ exitCode: 0 });
    const lock = JSON.parse(readFileSync(join(root, 'nx-cross.lock'), 'utf8')) as Record<string, object>;
    expect(lock['cross-compile']).toMatchObject({ [triple]: { choice: 'native' }, 'x86_64-pc-windows-gnu': windows });
    expect(await set('windows-*')).toMatchObject({ exitCode: 1 });
    await expect(set('linux-x86_63')).rejects.toThrow('linux-x86_63');
  });
});
