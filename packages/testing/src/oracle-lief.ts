import type { OracleFacts } from './oracle-facts';
import { ask, newest } from './oracle-process';

/** Prints what LIEF says of a file as JSON; LIEF's own log would mix with it. */
const SCRIPT = `
import json, sys, lief
lief.logging.disable()

def elf(binary):
    needs = [(aux.name, need.name) for need in binary.symbols_version_requirement for aux in need.get_auxiliary_symbols()]
    # LIEF 0.17 and 1.0 turn the bytes of a big-endian file's notes around, word by word.
    little = binary.header.identity_data == lief.ELF.Header.ELF_DATA.LSB
    ids = [bytes(note.description).hex() for note in binary.notes if note.type == lief.ELF.Note.TYPE.GNU_BUILD_ID]
    names = [section.name for section in binary.sections]
    return {
        "format": "elf", "architectures": [binary.header.machine_type.name],
        "dynamicLibraries": list(binary.libraries),
        "interpreter": binary.interpreter if binary.has_interpreter else None,
        "versions": [need[0] for need in needs],
        **({"buildId": ids[0] if ids else None} if little else {}),
        "stripped": not any(n == ".symtab" or (n.startswith(".debug_") and n != ".debug_gdb_scripts") for n in names),
    }

def pe(binary):
    subsystem = binary.optional_header.subsystem.name
    ok, problem = lief.PE.check_layout(binary)
    return {
        "format": "pe", "architectures": [binary.header.machine.name],
        "dynamicLibraries": [entry.name for entry in binary.imports] + [entry.name for entry in binary.delay_imports],
        "subsystem": {"WINDOWS_CUI": "console", "WINDOWS_GUI": "gui"}.get(subsystem, subsystem),
        "timestamp": binary.header.time_date_stamps, "problem": None if ok else problem,
    }

def is_local(symbol):
    kind = symbol.raw_type
    return (kind & 0xe0) != 0 or ((kind & 1) == 0 and (kind & 0x0e) != 0)

def mach_o(parts):
    libraries, versions, locals_, problems, signed = [], [], 0, [], []
    for part in parts:
        libraries += [library.name for library in part.libraries if library.command != lief.MachO.LoadCommand.TYPE.ID_DYLIB]
        if part.has_build_version:
            versions.append(list(part.build_version.minos))
        elif part.has_version_min:
            versions.append(list(part.version_min.version))
        # What the indirect symbol table lists is bound by its place and cannot be stripped.
        dynamic = part.dynamic_symbol_command
        bound = {(s.name, s.value) for s in dynamic.indirect_symbols} if dynamic is not None else set()
        from_table = [s for s in part.symbols if s.origin == lief.MachO.Symbol.ORIGIN.SYMTAB]
        from_table = [s for s in from_table if (s.name, s.value) not in bound]
        locals_ += sum(1 for symbol in from_table if is_local(symbol))
        locals_ += sum(1 for segment in part.segments if segment.name == "__DWARF")
        signed.append(part.has_code_signature)
        ok, problem = lief.MachO.check_layout(part)
        if not ok:
            problems.append(problem)
    first = parts.at(0)
    return {
        "format": "mach-o", "architectures": [part.header.cpu_type.name for part in parts],
        "dynamicLibraries": list(dict.fromkeys(libraries)), "macos": max(versions) if versions else None,
        "buildId": bytes(first.uuid.uuid).hex() if first.has_uuid else None, "signed": all(signed),
        "stripped": locals_ == 0, "problem": "; ".join(problems) or None,
    }

binary = lief.parse(sys.argv[1])
if isinstance(binary, lief.ELF.Binary):
    answer = elf(binary)
elif isinstance(binary, lief.PE.Binary):
    answer = pe(binary)
else:
    answer = mach_o(lief.MachO.parse(sys.argv[1]))
print(json.dumps(answer))
`;

const ARCHITECTURES: Readonly<Record<string, string>> = {
  X86_64: 'x86_64',
  AMD64: 'x86_64',
  AARCH64: 'aarch64',
  ARM64: 'aarch64',
  I386: 'i686',
  X86: 'i686',
  ARM: 'arm',
  RISCV: 'riscv64',
  S390: 's390x',
  LOONGARCH: 'loongarch64',
};

interface LiefAnswer extends Pick<OracleFacts, 'interpreter' | 'buildId' | 'subsystem' | 'timestamp' | 'stripped'> {
  readonly format: 'elf' | 'mach-o' | 'pe';
  readonly architectures: readonly string[];
  readonly dynamicLibraries: readonly string[];
  readonly versions?: readonly string[];
  readonly macos?: readonly number[] | null;
  readonly signed?: boolean;
  readonly problem?: string | null;
}

/** What LIEF says of a binary. It does not tell the byte orders of MIPS and PowerPC apart: their machine stays unsaid. */
export async function askLief(python: string, file: string): Promise<OracleFacts> {
  const answer = JSON.parse(await ask(python, ['-c', SCRIPT, file])) as LiefAnswer;
  const { architectures, versions, macos, signed, problem, ...facts } = answer;
  const known = architectures.map((word) => ARCHITECTURES[word]).filter((word) => word !== undefined);
  return {
    ...facts,
    ...(known.length === architectures.length ? { architectures: known } : {}),
    ...(versions === undefined ? {} : { minimumGlibc: newest(versions) }),
    ...(macos == null ? {} : { minimumMacos: renderMacos(macos) }),
    ...(signed === false ? { signature: 'none' } : {}),
    ...(problem == null ? {} : { layoutProblem: problem }),
  };
}

function renderMacos(parts: readonly number[]): string {
  return (parts[2] === 0 ? parts.slice(0, 2) : parts).join('.');
}
