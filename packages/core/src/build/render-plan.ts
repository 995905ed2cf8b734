import { isSecretVariable } from '../cargo';
import type { Host } from '../toolchain';
import type { Mount } from '../container';
import { renderCopyReason } from './file-access';
import type { BuildPlan, PlannedCall, PlannedContainer } from './plan';
import { FETCH_NETWORK } from './plan';
import { renderEnvironment } from './toolchain-identity';

/** What stands for the value of a variable that must not be printed. */
const MASK = '***';

/** The plan without secrets, as JSON holds it. */
export function maskSecrets(plan: BuildPlan): BuildPlan {
  const { calls, fetch, ...rest } = plan;
  const [first, ...others] = calls;
  return {
    ...rest,
    ...(fetch === undefined ? {} : { fetch: maskCall(fetch) }),
    calls: [maskCall(first), ...others.map(maskCall)],
  };
}

type AnyCall = Pick<PlannedCall, 'argv' | 'cwd' | 'env'>;

function maskCall<T extends AnyCall>(call: T): T {
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
    `${plan.unit} for ${plan.platform}: ${plan.builder}, linked by ${plan.linker}${floor}, ${renderWhere(plan)}`,
    ...plan.passedOver.map(({ choice, reason }) => `  passed over ${choice}: ${reason}`),
    ...plan.toolchain.map(({ name, version }) => `  ${name} ${version}`),
    ...callsOf(masked).flatMap((call) => [
      '',
      `  in ${call.cwd}`,
      ...Object.entries(call.env).map(([name, value]) => `    ${name}=${value.replaceAll('\x1f', '\\x1f')}`),
      `    ${call.argv.join(' ')}`,
    ]),
    ...(plan.dropDebug === undefined
      ? []
      : ['', `  then, without a profile's \`debug\`: ${plan.dropDebug.argv.join(' ')} <binary>`]),
    '',
  ].join('\n');
}

/** In their order. */
function callsOf({ fetch, calls }: BuildPlan): readonly AnyCall[] {
  return [...(fetch === undefined ? [] : [fetch]), ...calls];
}

function renderWhere({ environment, container }: BuildPlan): string {
  return `${renderEnvironment(environment)}${container === undefined ? '' : ` of ${container.image}`}`;
}

/**
 * Lines to paste into the host's shell: a POSIX one, on Windows PowerShell. Secrets are left to the environment of
 * whoever pastes them. A container's are the engine's own command.
 */
export function renderShell(plan: BuildPlan, os: Host['os']): string {
  const { container, fetch } = plan;
  const quote = os === 'windows' ? quotePowerShell : quotePosix;
  const render = (call: AnyCall) => {
    if (container !== undefined) {
      const network = call === fetch ? FETCH_NETWORK : container.network;
      return planEngineCommand(call, { ...container, network })
        .map(quote)
        .join(' ');
    }
    return os === 'windows' ? renderPowerShell(call) : renderPosix(call);
  };
  const note = container === undefined ? '' : renderCopies(container);
  const lines = callsOf(plan).map((call) => `${render(call)}\n`);
  return note + lines.join('');
}

function renderCopies({ engine, files }: PlannedContainer): string {
  if (files.how === 'mounted') return '';
  return `# The container needs a copy of ${files.root}: ${renderCopyReason(engine, files.why)}.\n`;
}

function planEngineCommand(
  { argv, cwd, env }: AnyCall,
  { engine, imageId, files, user, network }: PlannedContainer,
): string[] {
  const [program, ...words] = argv;
  return [
    ...[engine.kind, 'run', '--rm', '--network', network, '--workdir', cwd, '--entrypoint', program],
    ...(user === undefined ? [] : ['--user', user]),
    ...(files.how === 'mounted' ? files.mounts.flatMap((mount) => ['--mount', renderMount(mount)]) : []),
    // By its name alone, a variable has the value that it has where the command is typed.
    ...Object.entries(env).flatMap(([name, value]) => ['--env', isSecretVariable(name) ? name : `${name}=${value}`]),
    imageId,
    ...words,
  ];
}

function renderMount(mount: Mount): string {
  const source = mount.kind === 'folder' ? `type=bind,source=${mount.source}` : `type=volume,source=${mount.volume}`;
  return `${source},target=${mount.target}${mount.readOnly === true ? ',readonly' : ''}`;
}

function publicVariables({ env }: AnyCall): readonly (readonly [string, string])[] {
  return Object.entries(env).filter(([name]) => !isSecretVariable(name));
}

function renderPosix(call: AnyCall): string {
  const variables = publicVariables(call).map(([name, value]) => `${name}=${value}`);
  return `(cd ${quotePosix(call.cwd)} && ${['env', '-i', ...variables, ...call.argv].map(quotePosix).join(' ')})`;
}

/** PowerShell has no `env -i`: what the session has and the plan does not name stays set. */
function renderPowerShell(call: AnyCall): string {
  const variables = publicVariables(call).map(([name, value]) => `$env:${name} = ${quotePowerShell(value)}`);
  return [
    `Set-Location ${quotePowerShell(call.cwd)}`,
    ...variables,
    `& ${call.argv.map(quotePowerShell).join(' ')}`,
  ].join('; ');
}

/** One word of a POSIX shell: single quotes keep everything but themselves. */
function quotePosix(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}

/** One word of PowerShell: single quotes keep everything, and themselves doubled. */
function quotePowerShell(word: string): string {
  return `'${word.replaceAll("'", "''")}'`;
}
