/**
 * Measures ratios, each side by side with what it is held against, and writes them into docs/benchmarks.md:
 *
 *   npm run bench [-- <name>… [--rounds=<n>] [--dry-run]]
 *
 * Without a name, all but those of the group `peers`: these install other release tools first, which takes long.
 * Nothing fails for being slow: each line says its target and whether it was met. What fails is a side that did not do
 * its work, and then there is no figure. `--dry-run` prints and writes nothing. A quiet machine is yours to see to.
 */
import { benchmarks } from './bench/benchmarks.mjs';
import { renderLines, writeSection } from './bench/report.mjs';
import { disposeAll, example, nxCrossProgram } from './bench/workspaces.mjs';
import { installDependencies } from './dependencies.mjs';
import { provision } from './provision.mjs';
import { nx, run } from './repository.mjs';

const words = process.argv.slice(2);
const option = (name) => words.find((word) => word.startsWith(`--${name}=`))?.slice(name.length + 3);

async function bench() {
  const chosen = chooseBenchmarks(words.filter((word) => !word.startsWith('-')));
  const env = await prepare();
  for (const benchmark of chosen) {
    const settings = { rounds: Number(option('rounds') ?? benchmark.rounds), env };
    console.log(`\n${benchmark.title}`);
    try {
      await runOne(benchmark, settings);
    } catch (error) {
      console.error(`  no figure: ${error.message}`);
      process.exitCode = 1;
    } finally {
      disposeAll();
    }
  }
}

async function runOne(benchmark, settings) {
  const report = await benchmark.run(settings);
  if (report.skipped !== undefined) {
    console.log(`  skipped: ${report.skipped}`);
    return;
  }
  console.log(renderLines(report));
  console.log(`  ${report.note}`);
  if (!words.includes('--dry-run')) await writeSection(benchmark, report, settings);
}

function chooseBenchmarks(names) {
  const known = benchmarks.flatMap(({ name, group }) => (group === undefined ? [name] : [name, group]));
  const unknown = names.filter((name) => !known.includes(name));
  if (unknown.length > 0) {
    console.error(`no such benchmark: ${unknown.join(', ')}; there are ${[...new Set(known)].join(', ')}`);
    process.exit(1);
  }
  return benchmarks.filter(({ name, group }) =>
    names.length === 0 ? group === undefined : names.includes(name) || names.includes(group),
  );
}

/** The packages as they are built now, and every compiler of the example. */
async function prepare() {
  installDependencies();
  const { env } = await provision({ purpose: 'build', log: () => {} });
  const whole = { ...process.env, ...env };
  nx(['run-many', '--targets=build', '--outputStyle=static'], { env: whole });
  run([process.execPath, nxCrossProgram, 'setup'], { cwd: example, env: whole });
  return env;
}

await bench();
