/**
 * Loaded by NODE_OPTIONS into every node of a run: the processes of executors write down, as they end, what they and the
 * processes that they waited for took. Nothing else can tell one task's CPU time from another's.
 */
const { appendFileSync, readFileSync } = require('node:fs');

const log = process.env.NX_CROSS_BENCH_USAGE;
/** `sysconf(_SC_CLK_TCK)` of every Linux. */
const TICKS_PER_SECOND = 100;

if (log !== undefined && /run-executor\.js$/.test(process.argv[1] ?? '')) {
  process.on('exit', () => appendFileSync(log, `${JSON.stringify(usage())}\n`));
}

function usage() {
  // proc(5): after the name in parentheses, the first field is the third one of the manual.
  const fields = readFileSync('/proc/self/stat', 'utf8')
    .replace(/^.*\) /s, '')
    .split(' ')
    .map(Number);
  const field = (number) => fields[number - 3];
  const { NX_TASK_TARGET_PROJECT: project, NX_TASK_TARGET_TARGET: target } = process.env;
  return {
    project,
    target,
    cpuSeconds: (field(14) + field(15) + field(16) + field(17)) / TICKS_PER_SECOND,
    /** Page faults of children: of a process that ended there is always one. */
    hadChildren: field(11) > 0,
    peakKibibytes: process.resourceUsage().maxRSS,
  };
}
