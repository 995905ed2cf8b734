import { isSecretVariable } from '../cargo';
import type { BuildPlan, PlannedCall } from './plan';

/** What stands for the value of a variable that must not be printed. */
const MASK = '***';

/** The plan without secrets, as JSON holds it. */
export function maskSecrets(plan: BuildPlan): BuildPlan {
  const [first, ...rest] = plan.calls;
  return { ...plan, calls: [maskCall(first), ...rest.map(maskCall)] };
}

function maskCall(call: PlannedCall): PlannedCall {
  return {
    ...call,
    env: Object.fromEntries(
      Object.entries(call.env).map(([name, value]) => [name, isSecretVariable(name) ? MASK : value]),
    ),
  };
}

/** For people: what was chosen, what was passed over and why, then each call. */
export function renderPlan(plan: BuildPlan): string {
  const masked = maskSecrets(plan);
  const floor = plan.glibcFloor === undefined ? '' : `, glibc ${plan.glibcFloor}`;
  return [
    `${plan.unit} for ${plan.platform}: ${plan.builder}, linked by ${plan.linker}${floor}, on the ${plan.environment}`,
    ...plan.passedOver.map(({ choice, reason }) => `  passed over ${choice}: ${reason}`),
    ...plan.toolchain.map(({ name, version }) => `  ${name} ${version}`),
    ...masked.calls.flatMap((call) => [
      '',
      `  in ${call.cwd}`,
      ...Object.entries(call.env).map(([name, value]) => `    ${name}=${value.replaceAll('\x1f', '\\x1f')}`),
      `    ${call.argv.join(' ')}`,
    ]),
    '',
  ].join('\n');
}

/** Lines to paste into a POSIX shell; secrets are left to the environment of whoever pastes them. */
export function renderShell(plan: BuildPlan): string {
  const lines = plan.calls.map(({ cwd, env, argv }) => {
    const variables = Object.entries(env).filter(([name]) => !isSecretVariable(name));
    const words = ['env', '-i', ...variables.map(([name, value]) => `${name}=${value}`), ...argv];
    return `(cd ${quote(cwd)} && ${words.map(quote).join(' ')})\n`;
  });
  return lines.join('');
}

/** One word of a POSIX shell: single quotes keep everything but themselves. */
function quote(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
