import { renderFailure } from '../failure';
import type { Failure } from '../failure';
import { findPlatform } from '../platform';
import type { BinaryFacts } from './facts';
import { planStrip } from './strip';
import type { StripInput } from './strip';

function input(triple: string, change: Partial<Omit<StripInput, 'facts'>> & { facts?: Partial<BinaryFacts> } = {}) {
  const platform = findPlatform(triple);
  if (platform === undefined) throw new Error(triple);
  const { facts, ...rest } = change;
  return {
    tool: { path: '/bin/llvm-objcopy', kind: 'llvm' },
    host: { os: 'linux', architecture: 'x86_64' },
    platform,
    input: '/in/server',
    output: '/out/server',
    splitSymbols: false,
    ...rest,
    facts: {
      format: platform.format,
      architectures: [platform.architecture],
      kind: 'executable',
      static: false,
      dynamicLibraries: [],
      stripped: false,
      ...facts,
    },
  } satisfies StripInput;
}

/** Of a call that strips the program. */
const FILES = { reads: ['/in/server'], writes: '/out/server' };

describe('the plan of a strip', () => {
  it.each([
    ['x86_64-unknown-linux-gnu', ['--strip-all']],
    ['x86_64-pc-windows-gnu', ['--strip-all']],
    ['aarch64-apple-darwin', ['--strip-all']],
  ])('of a program for %s', (triple, flags) => {
    expect(planStrip(input(triple))).toEqual({
      steps: [{ kind: 'run', argv: ['/bin/llvm-objcopy', ...flags, '/in/server', '/out/server'], ...FILES }],
      input: '/in/server',
      output: '/out/server',
    });
  });

  it('of a library for macOS keeps what others link to', () => {
    const [step] = planStrip(input('aarch64-apple-darwin', { facts: { kind: 'shared-library' } })).steps;
    const argv = ['/bin/llvm-objcopy', '--discard-all', '/in/server', '/out/server'];
    expect(step).toEqual({ kind: 'run', argv, ...FILES });
  });

  it.each(['x86_64-unknown-linux-gnu', 'x86_64-pc-windows-gnu'])('for %s splits the symbols off', (triple) => {
    const tool = '/bin/llvm-objcopy';
    expect(planStrip(input(triple, { splitSymbols: true }))).toEqual({
      steps: [
        {
          kind: 'run',
          argv: [tool, '--only-keep-debug', '/in/server', '/out/server.debug'],
          reads: ['/in/server'],
          writes: '/out/server.debug',
        },
        {
          kind: 'run',
          argv: [tool, '--strip-all', '--add-gnu-debuglink=/out/server.debug', '/in/server', '/out/server'],
          // Its checksum goes into the program.
          reads: ['/in/server', '/out/server.debug'],
          writes: '/out/server',
        },
      ],
      input: '/in/server',
      output: '/out/server',
      symbols: '/out/server.debug',
    });
  });

  it('for macOS keeps the unstripped binary as its symbols', () => {
    expect(planStrip(input('x86_64-apple-darwin', { splitSymbols: true }))).toEqual({
      steps: [
        { kind: 'copy', from: '/in/server', to: '/out/server.symbols' },
        { kind: 'run', argv: ['/bin/llvm-objcopy', '--strip-all', '/in/server', '/out/server'], ...FILES },
      ],
      input: '/in/server',
      output: '/out/server',
      symbols: '/out/server.symbols',
    });
  });

  const gnu = { path: '/usr/bin/objcopy', kind: 'gnu' } as const;

  it('takes GNU’s tool for the host’s own', () => {
    expect(planStrip(input('x86_64-unknown-linux-musl', { tool: gnu })).steps).toHaveLength(1);
  });

  const llvm = 'rustup component add llvm-tools, or: sudo apt-get install llvm';
  it.each<[string, StripInput, string]>([
    [
      'GNU’s tool for another machine',
      input('aarch64-unknown-linux-gnu', { tool: gnu }),
      `/usr/bin/objcopy is GNU's, which knows no elf of aarch64-unknown-linux-gnu\n  → ${llvm}`,
    ],
    [
      'GNU’s tool for Windows',
      input('x86_64-pc-windows-gnu', { tool: gnu }),
      `/usr/bin/objcopy is GNU's, which knows no pe of x86_64-pc-windows-gnu\n  → ${llvm}`,
    ],
    [
      'GNU’s tool on a Mac',
      input('x86_64-unknown-linux-gnu', { tool: gnu, host: { os: 'darwin', architecture: 'x86_64' } }),
      `/usr/bin/objcopy is GNU's, which knows no elf of x86_64-unknown-linux-gnu\n  → ${llvm}`,
    ],
    ['in place', input('x86_64-unknown-linux-gnu', { output: '/in/server' }), '/in/server would be stripped in place'],
    [
      'a signed binary',
      input('aarch64-apple-darwin', { facts: { signature: 'signed' } }),
      '/in/server carries a signature, which stripping would break\n  → sign after stripping, or set `strip.enabled` to false',
    ],
  ])('refuses %s', (_, refused, message) => {
    let thrown: unknown;
    try {
      planStrip(refused);
    } catch (error) {
      thrown = error;
    }
    expect(renderFailure(thrown as Failure)).toBe(`nx-cross strip-failed: ${message}`);
  });
});
