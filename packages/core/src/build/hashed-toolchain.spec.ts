import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Engine, Image } from '../container';
import { Failure } from '../failure';
import { findPlatform } from '../platform';
import type { Host } from '../toolchain';
import { answerDemand } from './answer-demand';
import { identifyToolchains, requireHashed } from './hashed-toolchain';
import { parseLockFile } from './lock-file';
import type { Machine } from './machine';
import { openMachine } from './machine';
import type { CompileDemand, SmokeDemand, StripDemand } from './tool-demand';
import { demandVariable, readDemand, renderDemand, writeDemand } from './tool-demand';
import { renderIdentity } from './toolchain-identity';

const HOST = findPlatform('linux-x86_64')!;
const ARM = findPlatform('linux-aarch64')!;
const compile: CompileDemand = {
  stage: 'cross-compile',
  platform: HOST,
  cargoRoot: '.',
  strategy: 'auto',
  environments: ['host'],
  images: [],
  tools: [],
  buildsStd: false,
};
const toArm: CompileDemand = { ...compile, platform: ARM, floor: { major: 2, minor: 17 } };
const strip: StripDemand = { stage: 'strip', platform: HOST, cargoRoot: '.', environments: ['host'], images: [] };
const smoke: SmokeDemand = { stage: 'smoke', platform: ARM, required: true };

function usedBy(host: Host): Machine {
  const containers = { engine: 'auto', pull: 'missing', network: 'bridge', imagesFor: () => [] } as const;
  return openMachine({ workspaceRoot: '/workspace', host, containers }, containers.pull, () => undefined);
}

/** The same, with an engine that has the images of these names. */
function withImages(host: Host, names: readonly string[]): Machine {
  return {
    ...usedBy(host),
    engine: () => Promise.resolve({ kind: 'docker' } as Engine),
    image: (name) =>
      names.includes(name)
        ? Promise.resolve({ id: `sha256:${name}`, digests: [], labels: {} } as unknown as Image)
        : Promise.reject(new Failure('image-missing', { message: `no ${name}.` })),
  };
}

describe('the tools that are hashed', () => {
  let sysroot: string;
  beforeEach(() => {
    sysroot = mkdtempSync(join(tmpdir(), 'nx-cross-sysroot-'));
    for (const triple of [HOST.id, ARM.id]) {
      const file = join(sysroot, 'lib', 'rustlib', triple, 'lib', 'libstd-aa11.rlib');
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, '');
    }
  });
  afterEach(() => rmSync(sysroot, { recursive: true }));

  /** A machine by what its programs say, and how often it was asked. */
  function machine(programs: Readonly<Record<string, string>>): Host & { readonly asked: string[] } {
    const asked: string[] = [];
    return {
      asked,
      os: 'linux',
      architecture: 'x86_64',
      env: { HOME: '/home/nobody', NX_CROSS_TOOLS: sysroot },
      which: (name) => Promise.resolve(Object.hasOwn(programs, name) ? `/bin/${name}` : undefined),
      run: ([program, ...args]) => {
        const question = [program.replace('/bin/', ''), ...args].join(' ');
        asked.push(question);
        const answers: Record<string, string> = {
          'rustc -vV': `rustc ${programs['rustc'] ?? ''}\nhost: ${HOST.id}\n`,
          'rustc --print sysroot': `${sysroot}\n`,
        };
        const stdout = answers[question] ?? programs[program.replace('/bin/', '')];
        return Promise.resolve({ exitCode: stdout === undefined ? 127 : 0, stdout: stdout ?? '', stderr: '' });
      },
    };
  }

  const FULL = {
    cargo: '',
    rustc: '1.95.0 (abc)',
    cc: 'cc (Debian) 12.2.0\n',
    'llvm-objcopy': 'LLVM version 19.1.0\n',
    'cargo-zigbuild': 'cargo-zigbuild 0.24.0\n',
    zig: '0.17.0\n',
    'qemu-aarch64-static': 'qemu 7.2\n',
  };
  const nothing = parseLockFile(undefined);

  async function hashed(demand: CompileDemand | StripDemand | SmokeDemand, host: Host, lock = nothing) {
    return (await identifyToolchains([demand], lock, usedBy(host)))[demandVariable(demand)];
  }

  it('are those that the machine has, the choice of the linker among them', async () => {
    const built = 'host x86_64-unknown-linux-gnu; rustc 1.95.0 (abc); std aa11';
    const cc = 'cc 12.2.0 (Debian); ld 12.2.0 (Debian)';
    expect(await hashed(compile, machine(FULL))).toBe(`native on the host: ${built}; ${cc}`);
    expect(await hashed(toArm, machine(FULL))).toBe(
      `zig on the host: ${built}; zig 0.17.0; cargo-zigbuild 0.24.0; llvm-objcopy 19.1.0`,
    );
    expect(await hashed(strip, machine(FULL))).toBe('llvm on the host: llvm-objcopy 19.1.0');
    // A fallback has another hash than the first choice.
    const { cc: _cc, ...withoutCc } = FULL;
    expect(await hashed(compile, machine(withoutCc))).toMatch(/^zig on the host/);
  });

  it('are asked for once, however many platforms want them', async () => {
    const host = machine(FULL);
    await identifyToolchains([compile, toArm, strip, { ...strip, platform: ARM }], nothing, usedBy(host));
    expect(host.asked).toEqual([...new Set(host.asked)]);
  });

  it('are the lock’s where the machine has none, and nothing that could be cached without a lock', async () => {
    const full = machine(FULL);
    const answers = await Promise.all(
      [compile, toArm, strip].map(async (demand) => {
        const answer = await answerDemand(demand, usedBy(full));
        if (!('identity' in answer)) throw new Error('no answer');
        return [demand, answer.identity] as const;
      }),
    );
    const lock = parseLockFile(nothing.with(answers).render());
    const bare = machine({});
    for (const demand of [compile, toArm, strip]) {
      expect(await hashed(demand, bare, lock)).toBe(await hashed(demand, full));
      expect(await hashed(demand, bare)).toMatch(/^absent: /);
    }
    // What the machine has goes before the lock.
    expect(await hashed(compile, machine({ ...FULL, rustc: '1.96.0 (def)' }), lock)).toContain('1.96.0');
  });

  it.each([compile, strip])('are an image’s, or the host’s where none is to be had: $stage', async (demand) => {
    const images = ['one', 'other'];
    const wanted = { ...demand, environments: ['container', 'host'], images } as const;
    const asked = async (machine: Machine) =>
      (await identifyToolchains([wanted], nothing, machine))[demandVariable(wanted)];
    expect(await asked(withImages(machine({}), images))).toBe('image in a container: image sha256:one');
    expect(await asked(withImages(machine({}), ['other']))).toBe('image in a container: image sha256:other');
    expect(await asked(withImages(machine(FULL), []))).toBe(await hashed(demand, machine(FULL)));
    const closed = withImages(machine({}), images);
    const hashedWithout = await asked({ ...closed, containers: { ...closed.containers, network: 'none' } });
    const network = demand.stage === 'cross-compile' ? '; network none' : '';
    expect(hashedWithout).toBe(`image in a container: image sha256:one${network}`);
    const alone = { ...wanted, environments: ['container'] } as const;
    expect(await answerDemand(alone, withImages(machine(FULL), []))).toMatchObject({
      failures: images.map((name) => ({ message: `no ${name}.` })),
    });
  });

  it('of a program that must run are those of its runner; of one that need not, that it did not run', async () => {
    expect(await hashed(smoke, machine(FULL))).toBe('qemu on the host: qemu qemu 7.2');
    expect(await hashed(smoke, machine({}))).toMatch(/^absent: /);
    expect(await hashed({ ...smoke, required: false }, machine({}))).toBe('not run on the host');
  });

  it('must be those that do the work', async () => {
    const answer = await answerDemand(compile, usedBy(machine(FULL)));
    if (!('identity' in answer)) throw new Error('no answer');
    const { identity } = answer;
    const variable = demandVariable(compile);
    expect(() => requireHashed(compile, identity, { [variable]: renderIdentity(identity) })).not.toThrow();
    const others = { [variable]: renderIdentity(identity).replace('1.95.0', '1.96.0') };
    expect(() => requireHashed(compile, identity, others)).toThrow(
      expect.objectContaining({ code: 'toolchain-differs' }),
    );
    expect(() => requireHashed(compile, identity, {})).toThrow(expect.objectContaining({ code: 'toolchain-unhashed' }));
  });
});

describe('a demand', () => {
  it('has one text on every machine, without what is as usual', () => {
    expect([compile, toArm, strip, smoke].map(renderDemand)).toEqual([
      'x86_64-unknown-linux-gnu',
      'aarch64-unknown-linux-gnu, glibc 2.17',
      'x86_64-unknown-linux-gnu',
      'aarch64-unknown-linux-gnu',
    ]);
    expect(
      renderDemand({
        ...toArm,
        cargoRoot: 'backend',
        toolchain: '1.80.0',
        strategy: ['gcc', 'zig'],
        tools: ['cmake', 'protoc'],
        buildsStd: true,
      }),
    ).toBe(
      'aarch64-unknown-linux-gnu, in backend, Rust 1.80.0, glibc 2.17, by gcc or zig, with cmake, with protoc, std from source',
    );
    expect(renderDemand({ ...strip, environments: ['container', 'host'], images: ['a', 'b'] })).toBe(
      'x86_64-unknown-linux-gnu, in a container of a or b, else on the host',
    );
    expect(demandVariable(compile)).not.toBe(demandVariable(strip));
  });

  it('survives being kept as JSON, as long as the workspace has its platform', () => {
    const json = JSON.parse(JSON.stringify(writeDemand(toArm))) as ReturnType<typeof writeDemand>;
    expect(readDemand(json, [HOST, ARM])).toEqual(toArm);
    expect(readDemand(json, [HOST])).toBeUndefined();
  });
});

describe('nx-cross.lock', () => {
  const identity = { choice: 'native', environment: 'host', tools: [{ name: 'rustc', version: '1.95.0' }] } as const;

  it('keeps what it was told, sorted, and forgets what nobody asks for', () => {
    const lock = parseLockFile(undefined).with([
      [compile, identity],
      [toArm, identity],
      [strip, identity],
    ]);
    const read = parseLockFile(lock.render());
    expect(read.render()).toBe(lock.render());
    expect(read.identityFor(compile)).toEqual(identity);
    expect(read.identityFor(smoke)).toBeUndefined();
    const limited = read.limitedTo([toArm]);
    expect(limited.identityFor(toArm)).toEqual(identity);
    expect(limited.identityFor(compile)).toBeUndefined();
    expect(Object.keys((JSON.parse(lock.render()) as { 'cross-compile': object })['cross-compile'])).toEqual([
      'aarch64-unknown-linux-gnu, glibc 2.17',
      'x86_64-unknown-linux-gnu',
    ]);
  });

  it.each([
    ['<<<<<<< HEAD', 'config-unreadable'],
    ['{ "schemaVersion": 7, "cross-compile": {}, "strip": {}, "smoke": {} }', 'config-invalid'],
  ])('that cannot be read is an error: %s', (text, code) => {
    expect(() => parseLockFile(text)).toThrow(expect.objectContaining({ code }));
  });
});
