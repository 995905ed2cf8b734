/**
 * What the quickstart and the tests need beyond `nx-cross setup`: compilers, std of every platform, runners, oracles.
 *
 *   node tools/provision.mjs [--purpose=build|test] [--only=<step>,…]
 *
 * Idempotent, for Debian and as root; keeps nothing in the repository.
 */
import { pathToFileURL } from 'node:url';
import { actionlint } from './provision/actionlint.mjs';
import { debianBase } from './provision/base-image.mjs';
import { busyboxArm64 } from './provision/busybox-arm64.mjs';
import { builder } from './provision/builder-image.mjs';
import { debianPackages } from './provision/debian-packages.mjs';
import { engines } from './provision/engines.mjs';
import { withLock } from './provision/lock.mjs';
import { npmTools } from './provision/npm-tools.mjs';
import { pythonOracles } from './provision/python-oracles.mjs';
import { rust, rustEnvironment, sharedRust } from './provision/rust.mjs';
import { shells } from './provision/shells.mjs';
import { unprivilegedUser } from './provision/test-user.mjs';
import { wine } from './provision/wine.mjs';

// In the order in which one needs the other.
const steps = [
  debianPackages,
  rust,
  wine,
  sharedRust,
  unprivilegedUser,
  npmTools,
  pythonOracles,
  engines,
  debianBase,
  builder,
  busyboxArm64,
  shells,
  actionlint,
];

/**
 * Prepares what is missing. `purpose: 'build'` leaves out what only tests need. Returns the variables that builds must
 * run with, beside the caller's own.
 */
export async function provision({ purpose = 'test', only, log = console.log } = {}) {
  const chosen = chooseSteps(purpose, only);
  const missing = [];
  for (const step of chosen) {
    const [ready, took] = await timed(() => step.isReady());
    if (ready) log(`provision: ${step.title}: there (${took})`);
    else missing.push(step);
  }
  if (missing.length > 0) await withLock(log, () => prepareAll(missing, log));
  return { env: await rustEnvironment() };
}

async function prepareAll(missing, log) {
  for (const step of missing) {
    // The run that this one waited for may have done it.
    if (await step.isReady()) continue;
    if (step.needsRoot && process.getuid() !== 0) throw new Error(`${step.title}: must be installed as root`);
    log(`provision: ${step.title}: …`);
    const [, took] = await timed(() => step.prepare((line) => log(`provision:   ${line}`)));
    if (!(await step.isReady())) throw new Error(`${step.title}: installed, and yet not found`);
    log(`provision: ${step.title}: done (${took})`);
  }
}

function chooseSteps(purpose, only) {
  if (only === undefined) return steps.filter((step) => purpose === 'test' || step.purpose === purpose);
  const unknown = only.filter((name) => !steps.some((step) => step.name === name));
  if (unknown.length === 0) return steps.filter((step) => only.includes(step.name));
  throw new Error(`no such step: ${unknown.join(', ')}; there are ${steps.map((step) => step.name).join(', ')}`);
}

async function timed(action) {
  const start = performance.now();
  const result = await action();
  return [result, `${((performance.now() - start) / 1000).toFixed(1)} s`];
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const option = (name) => process.argv.find((word) => word.startsWith(`--${name}=`))?.slice(name.length + 3);
  try {
    const { env } = await provision({ purpose: option('purpose'), only: option('only')?.split(',') });
    const settings = Object.entries(env).map(([name, value]) => ` ${name}=${value}`);
    console.log(`provision: ready; builds run with:${settings.join('') || ' the environment as it is'}`);
  } catch (error) {
    console.error(`provision: ${error.message}`);
    process.exitCode = 1;
  }
}
