import { readBinary } from '@nx-cross/core/binary';
import type { BinaryFacts } from '@nx-cross/core/binary';
import type { OracleFacts } from './oracle-facts';
import { askLief } from './oracle-lief';
import { askLlvmReadobj } from './oracle-llvm-readobj';
import { askReadelf } from './oracle-readelf';

/** The programs that read binaries independently of this project; all three must be there. */
export interface OracleTools {
  /** GNU's; reads ELF of every machine. */
  readonly readelf: string;
  readonly llvmReadobj: string;
  /** A Python that has PyPI's `lief`. */
  readonly oraclePython: string;
}

/**
 * Reads `file` with `readBinary` and with every oracle that knows its format.
 *
 * @returns one sentence for each fact on which they differ, and for each fault an oracle finds; none where all agree.
 */
export async function compareWithOracles(file: string, tools: OracleTools): Promise<string[]> {
  const facts = await readBinary(file);
  const oracles: [name: string, answer: Promise<OracleFacts>][] = [
    ['llvm-readobj', askLlvmReadobj(tools.llvmReadobj, file, facts.format)],
    ['lief', askLief(tools.oraclePython, file)],
  ];
  if (facts.format === 'elf') oracles.push(['readelf', askReadelf(tools.readelf, file)]);
  const differences: string[] = [];
  for (const [name, answer] of oracles) differences.push(...differ(name, facts, await answer));
  return differences;
}

function differ(name: string, facts: BinaryFacts, { layoutProblem, ...oracle }: OracleFacts): string[] {
  const keys = Object.keys(oracle) as (keyof typeof oracle)[];
  const differences = keys
    .filter((key) => comparable(facts[key]) !== comparable(oracle[key]))
    .map((key) => `${key}: we say ${comparable(facts[key])}, ${name} says ${comparable(oracle[key])}`);
  return layoutProblem === undefined ? differences : [...differences, `${name} on the layout: ${layoutProblem}`];
}

/** llvm-readobj sorts libraries, so order is compared nowhere. */
function comparable(value: unknown): string {
  return Array.isArray(value) ? JSON.stringify(value.map(String).sort()) : JSON.stringify(value ?? null);
}
