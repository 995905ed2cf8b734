/**
 * The long seeded runs, whole: `npm run soak`, or some of them: `npm run soak -- histories mutations`. `npm test` runs a
 * share of each. Their last figures go into docs/benchmarks.md, those of a run that found something too.
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { installDependencies } from './dependencies.mjs';
import { replaceSections } from './generate/sections.mjs';
import { provision } from './provision.mjs';
import { nx, repository } from './repository.mjs';

const PAGE = join(repository, 'docs', 'benchmarks.md');

/** How many cases each has, and among how many processes they are dealt: histories wait for one another's caches. */
const SOAKS = {
  histories: { count: 1000, processes: 2 },
  mutations: { count: 100_000, processes: 1 },
  interruptions: { count: 100, processes: 1 },
  disks: { count: 100, processes: 1 },
  publications: { count: 1000, processes: 1 },
};

/** A line of the page: what was looked at, and what was found. */
const RENDER = {
  histories: (sum) =>
    `${sum.histories} histories of ${sum.steps} steps: of ${sum.tasks} tasks ${sum.ran} ran and the rest came from the cache; ` +
    `${sum.wrong} results differed from a clean build, ${sum.needless} tasks ran needlessly`,
  mutations: (sum) =>
    ['ELF', 'Mach-O', 'PE']
      .map(
        (format) =>
          `${format}: ${sum[`${format} read`]} read, ${sum[`${format} refused`]} of them refused, ` +
          `${Math.ceil(sum[`${format} grownKilobytes`] / 1024)} MiB of memory gained`,
      )
      .join('; '),
  interruptions: (sum) =>
    `${sum.moments} moments, ${sum['too late']} of them after the end; ${sum.wrong} differences afterwards`,
  disks: (sum) =>
    `${sum.disks} disks, ${sum['large enough']} of them large enough after all; after ${sum['without tables']} Nx's own database had to be reset; ${sum.wrong} differences afterwards`,
  publications: (sum) =>
    `${sum.publications} publications in ${sum.runs} runs of ${sum.requests} requests: ${sum.killed} runs killed, ${sum.failed} ended in a failure; ` +
    `${sum.published} published in the end, ${sum.wrong} things wrong`,
};

const asked = process.argv.slice(2);
const unknown = asked.filter((name) => SOAKS[name] === undefined);
if (unknown.length > 0) {
  console.error(`no such soak: ${unknown.join(', ')}; there are ${Object.keys(SOAKS).join(', ')}`);
  process.exit(1);
}

installDependencies();
const { env } = await provision();
nx(['run-many', '--targets=build', '--outputStyle=static'], { env: { ...process.env, ...env } });

const reports = mkdtempSync(join(tmpdir(), 'nx-cross-soak-'));
let failed = false;
for (const name of asked.length > 0 ? asked : Object.keys(SOAKS)) {
  const start = performance.now();
  const passed = await runSoak(name);
  failed ||= !passed;
  const figures = readFigures(name);
  if (figures === undefined) continue;
  await writeFigures(name, figures, passed, Math.round((performance.now() - start) / 60_000));
}
rmSync(reports, { recursive: true });
process.exitCode = failed ? 1 : 0;

/** Whether all of its processes ended well. */
async function runSoak(name) {
  const { count, processes } = SOAKS[name];
  const share = count / processes;
  const ended = Array.from({ length: processes }, (_, index) => runJest(name, index * share, share));
  return (await Promise.all(ended)).every((exitCode) => exitCode === 0);
}

function runJest(name, from, count) {
  const words = ['--config', 'e2e/jest.config.cjs', `e2e/src/soak/${name}.e2e.ts`];
  const settings = {
    [`NX_CROSS_SOAK_${name.toUpperCase()}`]: count,
    NX_CROSS_SOAK_FROM: from,
    NX_CROSS_SOAK_REPORT: reports,
  };
  const child = spawn(process.execPath, [join(repository, 'node_modules', 'jest', 'bin', 'jest.js'), ...words], {
    cwd: repository,
    env: { ...process.env, ...env, ...settings },
    stdio: 'inherit',
  });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (exitCode) => resolve(exitCode));
  });
}

/** The sum of what its processes have found; `undefined` where they came to nothing. */
function readFigures(name) {
  const files = readdirSync(reports).filter((file) => file.startsWith(`${name}-`));
  const each = files.map((file) => JSON.parse(readFileSync(join(reports, file), 'utf8')));
  if (each.length === 0) return undefined;
  return each.reduce((sum, one) =>
    Object.fromEntries(Object.entries(sum).map(([key, value]) => [key, value + (one[key] ?? 0)])),
  );
}

async function writeFigures(name, figures, passed, minutes) {
  const { version } = JSON.parse(readFileSync(join(repository, 'node_modules', 'nx', 'package.json'), 'utf8'));
  const line = `${RENDER[name](figures)} (${passed ? 'passed' : 'failed'}, ${minutes} min, Nx ${version}).`;
  console.log(`${name}: ${line}`);
  const text = replaceSections(PAGE, readFileSync(PAGE, 'utf8'), { [`soak ${name}`]: line });
  writeFileSync(PAGE, await format(text, { ...(await resolveConfig(PAGE)), filepath: PAGE }));
}
