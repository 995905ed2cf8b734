import type { BinaryFormat } from '@nx-cross/core/platform';
import type { OracleFacts } from './oracle-facts';
import { ask, captures } from './oracle-process';

const ARCHITECTURES: Readonly<Record<string, string>> = {
  i386: 'i686',
  ppc64: 'powerpc64',
  ppc64le: 'powerpc64le',
  systemz: 's390x',
};

/** What llvm-readobj says of a binary; of a universal one, it says the same once for each part. */
export async function askLlvmReadobj(program: string, file: string, format: BinaryFormat): Promise<OracleFacts> {
  const own = { elf: [], 'mach-o': ['--macho-version-min'], pe: ['--coff-imports'] }[format];
  const text = await ask(program, ['--file-headers', '--needed-libs', '--sections', '--symbols', ...own, file]);
  const words = captures(text, /^Arch: (\S+)$/gm).map((word) => ARCHITECTURES[word] ?? word);
  const lists = captures(text, /^NeededLibraries \[\n((?:.*\n)*?)\]$/gm);
  const libraries = lists.flatMap((list) => captures(list, /^ {2}(.+)$/gm));
  const delayed = captures(text, /^DelayImport \{\n {2}Name: (.+)$/gm);
  const common = {
    format,
    // LLVM 14 has no word for what came later, LoongArch for one.
    ...(words.includes('unknown') ? {} : { architectures: words }),
    dynamicLibraries: [...new Set([...libraries, ...delayed])],
  };
  if (format === 'elf') return common;
  return format === 'pe' ? { ...common, ...peFacts(text) } : { ...common, ...machOFacts(text) };
}

function peFacts(text: string): OracleFacts {
  const subsystem = captures(text, /^ {2}Subsystem: IMAGE_SUBSYSTEM_(\S+)/gm)[0] ?? '';
  const timestamp = captures(text, /^ {2}TimeDateStamp: .*\(0x([0-9A-F]+)\)$/gm)[0];
  const symbols = Number(captures(text, /^ {2}SymbolCount: (\d+)$/gm)[0]);
  const sections = captures(text, /^ {4}Name: (\.debug_(?!gdb_scripts)\S+) /gm);
  return {
    kind: text.includes('IMAGE_FILE_DLL ') ? 'shared-library' : 'executable',
    subsystem: { WINDOWS_CUI: 'console', WINDOWS_GUI: 'gui' }[subsystem] ?? subsystem,
    ...(timestamp === undefined ? {} : { timestamp: Number.parseInt(timestamp, 16) }),
    stripped: symbols === 0 && sections.length === 0,
  };
}

function machOFacts(text: string): OracleFacts {
  const versions = captures(text, /^MinVersion \{\n(?:.*\n)*? {2}Version: (\S+)$/gm);
  const kinds = captures(text, /^ {2}FileType: (\w+)/gm);
  const symbols = captures(text, /^ {2}Symbol \{\n((?:.*\n)*?) {2}\}$/gm);
  // Local: a type of its own and not marked external; debugging symbols have no type but a stab's name.
  const local = symbols.filter((one) => !/^ {4}Extern$/m.test(one) && !/^ {4}Type: Undef /m.test(one));
  return {
    kind: { Executable: 'executable', DynamicLibrary: 'shared-library', Bundle: 'shared-library' }[kinds[0] ?? ''] as
      'executable' | 'shared-library',
    ...(versions.length === 1 ? { minimumMacos: versions[0] ?? null } : {}),
    // It does not print the indirect symbol table, so it cannot tell a local symbol that has to stay.
    ...(local.length === 0 ? { stripped: !/Segment: __DWARF/.test(text) } : {}),
  };
}
