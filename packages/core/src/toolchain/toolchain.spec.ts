import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Host, RunResult } from './host';
import { findProgram, libcOf, localHost } from './local-host';
import { findObjcopy } from './objcopy';
import { pinnedFolder, readPinned, STAMP_FILE } from './pinned';
import { findStd, parseRustcVersion, probeRust, stdHint } from './rust';
import { probeZig } from './zig';

/** A machine by a table: programs on PATH, and what each says to its first argument. */
function machine(
  programs: Readonly<Record<string, Readonly<Record<string, string>>>>,
  rest: Partial<Pick<Host, 'os' | 'env'>> = {},
): Host {
  return {
    os: rest.os ?? 'linux',
    architecture: 'x86_64',
    env: rest.env ?? { HOME: '/home/nobody' },
    which: (name) => Promise.resolve(name in programs ? `/bin/${name}` : undefined),
    run: ([program, ...args]): Promise<RunResult> => {
      const answer = programs[program.startsWith('/bin/') ? program.slice('/bin/'.length) : program]?.[args.join(' ')];
      return Promise.resolve({ exitCode: answer === undefined ? 1 : 0, stdout: answer ?? '', stderr: 'no such thing' });
    },
  };
}

const RUSTC = {
  '-vV': 'rustc 1.96.0 (abc 2026-05-01)\nbinary: rustc\nhost: x86_64-unknown-linux-gnu\nrelease: 1.96.0\n',
  '--print sysroot': '/usr\n',
};

describe('the toolchain of a machine', () => {
  let folder: string;
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'nx-cross-tools-'))));
  afterEach(() => rmSync(folder, { recursive: true }));

  function write(path: string, text = '', mode = 0o644): string {
    const file = join(folder, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
    chmodSync(file, mode);
    return file;
  }

  describe('rust', () => {
    it('reads what rustc says of itself', () => {
      expect(parseRustcVersion(RUSTC['-vV'])).toEqual({
        version: '1.96.0 (abc 2026-05-01)',
        hostTriple: 'x86_64-unknown-linux-gnu',
      });
      expect(parseRustcVersion('command not found')).toBeUndefined();
    });

    it('is told with what is missing', async () => {
      await expect(probeRust(machine({ cargo: {} }), '.')).rejects.toMatchObject({
        code: 'tool-missing',
        message: 'rustc is not on PATH.',
      });
      await expect(probeRust(machine({ cargo: {}, rustc: RUSTC }), '.', '1.70.0')).rejects.toMatchObject({
        code: 'tool-missing',
        hint: 'rustup toolchain install 1.70.0',
        output: 'no such thingno such thing',
      });
    });

    it('knows whether a std is there, and the line that adds it', async () => {
      write('lib/rustlib/x86_64-unknown-linux-musl/lib/libstd-0123.rlib');
      mkdirSync(join(folder, 'lib/rustlib/half/lib'), { recursive: true });
      const rust = { sysroot: folder };
      expect(['x86_64-unknown-linux-musl', 'half', 'absent'].map((triple) => findStd(rust, triple))).toEqual([
        '0123',
        undefined,
        undefined,
      ]);
      const found = await probeRust(machine({ cargo: {}, rustc: RUSTC, rustup: {} }), '.');
      expect(stdHint(found, 'a-b-c')).toBe('rustup target add a-b-c');
      expect(stdHint({ ...found, selector: '+1.95.0' }, 'a-b-c')).toBe('rustup target add a-b-c --toolchain 1.95.0');
      expect(stdHint({ ...found, rustup: false }, 'a-b-c')).toBe(
        'Install Rust with rustup, then: rustup target add a-b-c',
      );
    });
  });

  describe('zig', () => {
    it('is setup’s pinned pair before what PATH has', async () => {
      const env = { NX_CROSS_TOOLS: folder };
      const onPath = {
        'cargo-zigbuild': { '--version': 'cargo-zigbuild 0.20.0\n' },
        zig: { version: '0.13.0\n' },
      };
      expect(await probeZig(machine(onPath, { env }))).toMatchObject({
        zig: { version: '0.13.0', path: '/bin/zig' },
        cargoZigbuild: { version: '0.20.0' },
      });
      writePinned('{"zig":"0.17.0","cargoZigbuild":"0.24.0"}');
      expect(await probeZig(machine(onPath, { env }))).toMatchObject({
        zig: { version: '0.17.0' },
        cargoZigbuild: { version: '0.24.0', path: join(pinnedFolder({ os: 'linux', env }), 'bin', 'cargo-zigbuild') },
      });
    });

    it('is asked for as cargo-zigbuild asks: Python’s package first', async () => {
      const programs = {
        'cargo-zigbuild': { '--version': 'cargo-zigbuild 0.24.0\n' },
        python3: { '-m ziglang version': '0.16.0\n' },
        zig: { version: '0.13.0\n' },
      };
      const found = await probeZig(machine(programs, { env: { NX_CROSS_TOOLS: folder } }));
      expect(found?.zig).toEqual({ name: 'zig', path: '/bin/python3', version: '0.16.0' });
    });

    it('is not there when only half of it is, or when setup was broken off', async () => {
      const env = { NX_CROSS_TOOLS: folder };
      expect(await probeZig(machine({ zig: { version: '0.17.0' } }, { env }))).toBeUndefined();
      writePinned('{"zig":');
      expect(readPinned(pinnedFolder({ os: 'linux', env }))).toBeUndefined();
    });

    const writePinned = (text: string) =>
      write(join(pinnedFolder({ os: 'linux', env: { NX_CROSS_TOOLS: '' } }), STAMP_FILE), text);

    it.each([
      ['linux', { HOME: '/h' }, '/h/.cache/nx-cross/tools/'],
      ['linux', { HOME: '/h', XDG_CACHE_HOME: '/c' }, '/c/nx-cross/tools/'],
      ['darwin', { HOME: '/Users/a' }, '/Users/a/Library/Caches/nx-cross/tools/'],
      ['windows', { LOCALAPPDATA: '/L' }, '/L/nx-cross/tools/'],
      ['linux', { HOME: '/h', NX_CROSS_TOOLS: '/t' }, '/t/'],
    ] as const)('lies in the cache of a user on %s %j', (os, env, prefix) => {
      expect(pinnedFolder({ os, env })).toBe(`${prefix}zig-0.17.0+cargo-zigbuild-0.24.0`);
    });
  });

  describe('objcopy', () => {
    const rust = { sysroot: '/nowhere', hostTriple: 'x86_64-unknown-linux-gnu' };
    const GNU = { objcopy: { '--version': 'GNU objcopy (GNU Binutils for Debian) 2.40\nCopyright\n' } };
    const LLVM = {
      'llvm-objcopy-14': { '--version': 'llvm-objcopy\nDebian LLVM version 14.0.6\n  Optimized build.\n' },
    };

    it('is LLVM’s where it is there, under a version too', async () => {
      expect(await findObjcopy(machine({ ...GNU, ...LLVM }), rust, { format: 'elf', isHost: true })).toMatchObject({
        kind: 'llvm',
        name: 'llvm-objcopy-14',
        version: '14.0.6',
      });
    });

    it('is GNU’s for the host’s own ELF alone', async () => {
      expect(await findObjcopy(machine(GNU), rust, { format: 'elf', isHost: true })).toMatchObject({
        kind: 'gnu',
        version: '2.40',
      });
      await expect(findObjcopy(machine(GNU), rust, { format: 'mach-o', isHost: false })).rejects.toMatchObject({
        code: 'tool-missing',
        message: 'No objcopy that can strip mach-o binaries was found.',
        hint: 'sudo apt-get install llvm',
      });
    });

    it('is rustup’s own with the library path that it needs, and passed over where it does not start', async () => {
      const path = write('lib/rustlib/x86_64-unknown-linux-gnu/bin/rust-objcopy');
      const own = { sysroot: folder, hostTriple: 'x86_64-unknown-linux-gnu' };
      const broken = await findObjcopy(machine(LLVM), own, { format: 'pe', isHost: false });
      expect(broken.name).toBe('llvm-objcopy-14');
      const works = machine({ [path]: { '--version': 'LLVM version 22.1.2\n' } });
      expect(await findObjcopy(works, own, { format: 'pe', isHost: false })).toMatchObject({
        path,
        env: { LD_LIBRARY_PATH: join(folder, 'lib') },
      });
    });
  });

  it('is of a musl machine where Node’s own program loads musl', () => {
    expect(libcOf(write('node', '\x7fELF…/lib/ld-musl-x86_64.so.1\0'))).toBe('musl');
    expect(libcOf(write('node', '\x7fELF…/lib64/ld-linux-x86-64.so.2\0'))).toBe('gnu');
  });

  describe('a program', () => {
    it('is PATH’s first that can be executed', () => {
      write('a/tool');
      const second = write('b/tool', '', 0o755);
      mkdirSync(join(folder, 'c/tool'), { recursive: true });
      const env = { PATH: ['c', '', 'a', 'b'].map((name) => join(folder, name)).join(':') };
      expect(findProgram('tool', env, 'linux')).toBe(second);
      expect(findProgram('other', env, 'linux')).toBeUndefined();
    });

    it('has an extension of PATHEXT on Windows', () => {
      const file = write('a/tool.EXE', '', 0o755);
      const env = { Path: join(folder, 'a'), PATHEXT: '.COM;.EXE' };
      expect(findProgram('tool', env, 'windows')).toBe(file);
    });

    it('runs without a shell, and one that does not start has the exit code 127', async () => {
      const host = localHost();
      const echo = await host.run([process.execPath, '-p', 'process.argv[1]', '$(id); *']);
      expect(echo).toEqual({ exitCode: 0, stdout: '$(id); *\n', stderr: '' });
      expect((await host.run(['/nonexistent/tool'])).exitCode).toBe(127);
    });
  });
});
