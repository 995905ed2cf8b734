import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { Rig, tinyElf, tinyFatMachO, tinyMachO, tinyPe } from '@nx-cross/testing';
import { smallUnits } from '../small-unit';
import { soakShare } from './soak-count';

/** Of each format. */
const share = soakShare('mutations', 2000, __filename);
const COUNT = share.seeds.length;
/** Thirty times what a read takes, and the start of a process; a reader that hangs takes for ever. */
const DEADLINE_MS = 60_000 + COUNT * 60;
jest.setTimeout(DEADLINE_MS + 10 * 60_000);

/** What the readers may hold beside the binary, whatever its numbers say. */
const HEAP_MEGABYTES = 48;
const GROWTH_KILOBYTES = 64 * 1024;
/** A megabyte of a file, and what overlaps with the next one: the most that anything reads at once. */
const LARGEST_READ = 1.25 * 1024 * 1024;

const versions = [{ library: 'libc.so.6', version: 'GLIBC_2.34', symbols: [{ name: 'stat' }] }];
const elf = { interpreter: '/lib64/ld-linux-x86-64.so.2', needed: ['libc.so.6'], versions, sections: ['.text'] };
const machO = tinyMachO({ libraries: ['/usr/lib/libSystem.B.dylib'], symbols: [0x0f, 0x01], uuid: '00'.repeat(16) });

const FORMATS = {
  ELF: {
    platform: 'x86_64-unknown-linux-gnu',
    program: 'small',
    tiny: [tinyElf(elf), tinyElf({ ...elf, wide: false, littleEndian: false, countedBy: 'gnu-hash' })],
  },
  'Mach-O': {
    platform: 'aarch64-apple-darwin',
    program: 'small',
    tiny: [machO, tinyFatMachO([machO, tinyMachO({ cpuType: 0x01000007, signature: 'none' })])],
  },
  PE: {
    platform: 'x86_64-pc-windows-gnu',
    program: 'small.exe',
    tiny: [tinyPe({ imports: ['KERNEL32.dll', 'ntdll.dll'], delayedImports: ['USER32.dll'], sections: ['.text'] })],
  },
};

const PLATFORMS = Object.values(FORMATS).map(({ platform }) => platform);

describe('a binary that was damaged', () => {
  const units = smallUnits({ small: { platform: '', settings: { exclude: [] } } }, []);
  const rig = new Rig({ files: units, pluginOptions: { platforms: PLATFORMS } });
  const figures: Record<string, number> = {};
  afterAll(() => rig.dispose());

  beforeAll(async () => {
    expect(await rig.nx(['run', 'small:strip-all'])).toMatchObject({ exitCode: 0 });
  });

  /** rustc's own program, as compiled and as stripped, and tiny ones of which every byte counts. */
  function samples(format: keyof typeof FORMATS): readonly string[] {
    const { platform, program, tiny } = FORMATS[format];
    const real = ['cross-compile', 'strip'].map((stage) => rig.path('dist', 'small', platform, stage, program));
    const made = tiny.map((bytes, index) => {
      const file = rig.path('.rig', `${platform}-${String(index)}`);
      writeFileSync(file, bytes);
      return file;
    });
    return [...real, ...made];
  }

  it.each(Object.keys(FORMATS) as (keyof typeof FORMATS)[])(
    '%s: ends in facts or a Failure, in little memory',
    async (format) => {
      const task = JSON.stringify({ files: samples(format), from: share.seeds[0], count: COUNT });
      const child = join(__dirname, 'read-mutated.mjs');
      const heap = `--max-old-space-size=${String(HEAP_MEGABYTES)}`;
      const run = await execa(process.execPath, [heap, child, task], { reject: false, timeout: DEADLINE_MS });
      const lines = run.stdout.split('\n');
      // Where it was when it hung, or how it crashed.
      expect({
        format,
        exitCode: run.exitCode,
        stderr: run.stderr,
        at: run.exitCode === 0 ? '' : lines.at(-1),
      }).toEqual({ format, exitCode: 0, stderr: '', at: '' });
      const found = JSON.parse(lines.at(-1) ?? '') as Record<string, number>;
      expect(found['read']).toBe(COUNT);
      expect(found['refused']).toBeGreaterThan(COUNT / 10);
      expect(found['grownKilobytes']).toBeLessThan(GROWTH_KILOBYTES);
      expect(found['largestRead']).toBeLessThan(LARGEST_READ);
      for (const [name, value] of Object.entries(found)) figures[`${format} ${name}`] = value;
      share.progress(COUNT, `${format}: ${lines.at(-1) ?? ''}`);
      share.report(figures);
    },
  );
});
