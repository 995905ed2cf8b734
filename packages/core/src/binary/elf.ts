import type { ByteSource } from './byte-source';
import { DT_FLAGS_1, DT_SONAME, readElfDynamic } from './elf-dynamic';
import type { ElfDynamic } from './elf-dynamic';
import { PT_INTERP, PT_NOTE, readElfImage } from './elf-image';
import type { ElfImage, Section } from './elf-image';
import { elfArchitecture } from './elf-machine';
import { readNeededVersions } from './elf-versions';
import type { BinaryFacts } from './facts';
import { newestGlibc } from './glibc-version';
import type { Struct } from './reader';

const DF_1_PIE = 0x08000000;
const SHT_SYMTAB = 2;
const SHT_NOTE = 7;
const SHF_ALLOC = 2;
const NT_GNU_BUILD_ID = 3;

/** Notes are tens of bytes; a core dump's are not of interest. */
const MAXIMUM_NOTES_BYTES = 64 * 1024;

/** @throws Failure `binary-malformed` */
export async function readElf(source: ByteSource): Promise<BinaryFacts> {
  const image = await readElfImage(source);
  const dynamic = await readElfDynamic(image);
  const interpreter = await readInterpreter(image);
  const versions = dynamic === undefined ? [] : await readNeededVersions(image, dynamic);
  const minimumGlibc = newestGlibc(versions.filter((one) => !one.weak).map((one) => one.version));
  const buildId = await readBuildId(image);
  const needed = dynamic?.needed ?? [];
  return {
    format: 'elf',
    architectures: [elfArchitecture(image)],
    kind: elfKind(image, dynamic, interpreter),
    static: interpreter === undefined && needed.length === 0,
    dynamicLibraries: needed,
    ...(interpreter === undefined ? {} : { interpreter }),
    ...(minimumGlibc === undefined ? {} : { minimumGlibc }),
    ...(buildId === undefined ? {} : { buildId }),
    stripped: await isStripped(image),
  };
}

/**
 * A position-independent program and a shared library have one `e_type`. Linkers mark the program (`DF_1_PIE`, static
 * ones too); older ones do not, but only programs name a loader, save libraries that can be run, which have a name.
 */
function elfKind(image: ElfImage, dynamic: ElfDynamic | undefined, interpreter: string | undefined) {
  if (image.type === 1) return 'object';
  if (image.type === 2) return 'executable';
  if (image.type !== 3) return 'other';
  const marked = ((dynamic?.values.get(DT_FLAGS_1) ?? 0) & DF_1_PIE) !== 0;
  const named = dynamic?.values.has(DT_SONAME) ?? false;
  return marked || (interpreter !== undefined && !named) ? 'executable' : 'shared-library';
}

async function readInterpreter(image: ElfImage): Promise<string | undefined> {
  const segment = image.segments.find((one) => one.type === PT_INTERP);
  if (segment === undefined || segment.fileBytes === 0) return undefined;
  return image.reader.text(segment.offset, 'the name of its loader');
}

/** Looked for in segments and sections: Go's linker puts the note into a section alone. */
async function readBuildId(image: ElfImage): Promise<string | undefined> {
  const places = [
    ...image.segments.filter((one) => one.type === PT_NOTE).map((one) => ({ at: one.offset, size: one.fileBytes })),
    ...image.sections.filter((one) => one.type === SHT_NOTE).map((one) => ({ at: one.offset, size: one.size })),
  ];
  for (const { at, size } of places) {
    if (size > MAXIMUM_NOTES_BYTES) continue;
    const buildId = findBuildId(await image.reader.struct(at, size, 'its notes'));
    if (buildId !== undefined) return buildId;
  }
  return undefined;
}

function findBuildId(notes: Struct): string | undefined {
  let at = 0;
  while (at + 12 <= notes.length) {
    const [nameBytes, contentBytes, type] = [notes.u32(at), notes.u32(at + 4), notes.u32(at + 8)];
    const contentAt = at + 12 + padded(nameBytes);
    if (type === NT_GNU_BUILD_ID && nameBytes === 4 && notes.text(at + 12, 4) === 'GNU') {
      return notes.slice(contentAt, contentBytes).toString('hex');
    }
    at = contentAt + padded(contentBytes);
  }
  return undefined;
}

/** Names and contents of notes are padded to words of 4 bytes. */
function padded(bytes: number): number {
  return Math.ceil(bytes / 4) * 4;
}

async function isStripped(image: ElfImage): Promise<boolean> {
  for (const section of image.sections) {
    if (section.type === SHT_SYMTAB || (await isDebugSection(image, section))) return false;
  }
  return true;
}

/** `.debug_gdb_scripts` is loaded with the program (Rust's std has one), and no strip removes what is loaded. */
async function isDebugSection(image: ElfImage, section: Section): Promise<boolean> {
  if (image.sectionNamesAt === undefined || section.type === 0 || (section.flags & SHF_ALLOC) !== 0) return false;
  const name = await image.reader.text(image.sectionNamesAt + section.nameAt, 'the name of a section');
  return name.startsWith('.debug_') || name.startsWith('.zdebug_');
}
