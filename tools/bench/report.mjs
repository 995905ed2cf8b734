/** What a benchmark found, as it is printed and as it stands in docs/benchmarks.md. */
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { renderTable, replaceSections } from '../generate/sections.mjs';
import { repository } from '../repository.mjs';

const page = join(repository, 'docs', 'benchmarks.md');

/** The lines for a terminal. */
export function renderLines({ lines, other }) {
  const rows = [['', 'nx-cross', other, 'ratio', 'of the rounds', 'target', 'met'], ...lines.map(cellsOf)];
  const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => row[column].length)));
  return rows
    .map((row) => `  ${row.map((cell, column) => cell.padEnd(widths[column])).join('  ')}`.trimEnd())
    .join('\n');
}

/** Puts the figures into the benchmark's own section of the page; what others left there stays. */
export async function writeSection(benchmark, { lines, other, note }, { rounds, env }) {
  const table = renderTable(['', 'nx-cross', other, 'ratio', 'of the rounds', 'target', 'met'], lines.map(cellsOf));
  const made = `\`npm run bench -- ${benchmark.name}\`: ${roundsOf(rounds)}; ${describeMachine(env)}. ${note}`;
  const before = readFileSync(page, 'utf8');
  const text = replaceSections('docs/benchmarks.md', before, { [`bench: ${benchmark.name}`]: `${table}\n\n${made}` });
  writeFileSync(page, await format(text, { ...(await resolveConfig(page)), filepath: page }));
}

function roundsOf(rounds) {
  return rounds === 1 ? 'one round' : `medians of ${rounds} rounds, the two sides in turns`;
}

function cellsOf({ what, ours, theirs, ratio, spread, target, met }) {
  return [what, ours, theirs, ratio, spread, target, met];
}

function describeMachine(env) {
  const { version: nx } = JSON.parse(readFileSync(join(repository, 'node_modules', 'nx', 'package.json'), 'utf8'));
  const rust = execFileSync('rustc', ['--version'], { env: { ...process.env, ...env }, encoding: 'utf8' }).split(
    ' ',
  )[1];
  const cores = availableParallelism();
  return `${cores} cores, Node ${process.versions.node}, Nx ${nx}, Rust ${rust}`;
}
