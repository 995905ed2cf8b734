import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { tinyElf, tinyMachO, tinyPe } from '../../../testing/src/tiny-binaries';
import type { RunObjcopy } from './run-strip';
import { runStrip } from './run-strip';
import type { StripPlan } from './strip';

/** A tool that writes these bytes to where it is told to, so that each way of breaking a binary can be tried. */
function toolThatWrites(bytes: Buffer): RunObjcopy {
  return ({ writes }) => {
    writeFileSync(writes, bytes);
    return Promise.resolve({ exitCode: 0, stdout: '', stderr: '' });
  };
}

describe('a strip', () => {
  let folder: string;
  let plan: StripPlan;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'run-strip-'));
    const [input, output, symbols] = [join(folder, 'in'), join(folder, 'out'), join(folder, 'out.symbols')];
    const copy = { kind: 'copy', from: input, to: symbols } as const;
    const run = { kind: 'run', argv: ['objcopy', input, output], reads: [input], writes: output } as const;
    plan = { steps: [copy, run], input, output, symbols };
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  it('tells what it made', async () => {
    const unstripped = tinyElf({ sections: ['.text', '.symtab'] });
    writeFileSync(plan.input, unstripped);
    const result = await runStrip(toolThatWrites(tinyElf({ sections: ['.text'] })), plan);
    expect(result).toEqual({
      output: plan.output,
      symbols: plan.symbols,
      facts: {
        format: 'elf',
        architectures: ['x86_64'],
        kind: 'shared-library',
        static: true,
        dynamicLibraries: [],
        stripped: true,
      },
    });
    expect(readFileSync(plan.symbols ?? '')).toEqual(unstripped);
  });

  const signed = tinyMachO({});
  const torn = Buffer.from(signed);
  torn[3000] = 1;

  it.each<[string, Buffer, Buffer, string]>([
    ['symbols remain', tinyElf({}), tinyElf({ sections: ['.symtab'] }), 'symbols remain'],
    ['a timestamp is set', tinyPe({ timestamp: 0 }), tinyPe({ timestamp: 7 }), 'timestamp was 0 and is 7'],
    ['the signature is lost', signed, tinyMachO({ signature: 'none' }), 'signature was "ad-hoc" and is "none"'],
    ['the signature is stale', signed, torn, 'page 1 of 2 is not what its signature covers'],
    [
      'much is wrong',
      tinyElf({ buildId: 'ab', needed: ['libc.so.6'] }),
      tinyElf({ machine: 183, sections: ['.symtab'] }),
      'architectures was ["x86_64"] and is ["aarch64"]; static was false and is true; ' +
        'dynamicLibraries was ["libc.so.6"] and is []; buildId was "ab" and is undefined; symbols remain',
    ],
  ])('after which %s is a failure and leaves nothing', async (_, before, after, broken) => {
    writeFileSync(plan.input, before);
    await expect(runStrip(toolThatWrites(after), plan)).rejects.toMatchObject({
      code: 'strip-failed',
      message: `the strip of ${plan.input} broke it: ${broken}`,
    });
    expect([plan.output, plan.symbols ?? ''].map((file) => existsSync(file))).toEqual([false, false]);
  });

  it('after which there is no binary is a failure', async () => {
    writeFileSync(plan.input, tinyElf({}));
    await expect(runStrip(toolThatWrites(Buffer.from('oops')), plan)).rejects.toMatchObject({
      code: 'strip-failed',
      message: `the strip left no binary: ${plan.output} is no ELF, Mach-O or PE binary`,
    });
  });

  it('fails with the tool’s own words', async () => {
    writeFileSync(plan.input, tinyElf({}));
    const run = () => Promise.resolve({ exitCode: 1, stdout: '', stderr: "objcopy: error: 'in': unsupported\n" });
    await expect(runStrip(run, plan)).rejects.toMatchObject({
      code: 'strip-failed',
      message: `objcopy ${plan.input} ${plan.output} ended with exit code 1`,
      output: "objcopy: error: 'in': unsupported\n",
    });
    expect(existsSync(plan.symbols ?? '')).toBe(false);
  });

  it('of what is no binary fails as its reading does', async () => {
    writeFileSync(plan.input, tinyElf({}).subarray(0, 30));
    await expect(runStrip(toolThatWrites(tinyElf({})), plan)).rejects.toMatchObject({ code: 'binary-malformed' });
  });

  it('whose symbols cannot be written fails', async () => {
    writeFileSync(plan.input, tinyElf({}));
    const nowhere = join(folder, 'absent', 'symbols');
    const copy = { kind: 'copy', from: plan.input, to: nowhere } as const;
    const broken = { ...plan, steps: [copy], symbols: nowhere };
    await expect(runStrip(toolThatWrites(tinyElf({})), broken)).rejects.toMatchObject({
      code: 'cannot-write',
      message: `${nowhere} cannot be written`,
    });
  });
});
