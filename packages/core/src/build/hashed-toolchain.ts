import { Failure } from '../failure';
import { askingOnce } from '../toolchain';
import { answerDemand } from './answer-demand';
import type { ToolLock } from './lock-file';
import type { Machine } from './machine';
import type { ToolDemand } from './tool-demand';
import { demandVariable } from './tool-demand';
import type { ToolchainIdentity } from './toolchain-identity';
import { renderAbsence, renderIdentity } from './toolchain-identity';

/**
 * What goes into the hashes of tasks, by the variable that carries it: what this machine answers; where it cannot, what
 * the lock says, so that a machine without a compiler replays what another one made.
 */
export async function identifyToolchains(
  demands: readonly ToolDemand[],
  lock: ToolLock,
  machine: Machine,
): Promise<Readonly<Record<string, string>>> {
  const asking = { ...machine, host: askingOnce(machine.host) };
  const unique = new Map(demands.map((demand) => [demandVariable(demand), demand]));
  const entries = [...unique].map(async ([variable, demand]) => {
    const answer = await answerDemand(demand, asking);
    if ('identity' in answer) return [variable, renderIdentity(answer.identity)] as const;
    const locked = lock.identityFor(demand);
    const [failure] = answer.failures;
    if (locked !== undefined) return [variable, renderIdentity(locked)] as const;
    return [variable, renderAbsence(failure ?? { message: 'no answer' })] as const;
  });
  return Object.fromEntries(await Promise.all(entries));
}

/**
 * A task whose hash was made of other tools than those that now do its work would put a foreign result into a shared
 * cache: it must fail.
 *
 * @param env Of the task.
 * @throws Failure `toolchain-unhashed`, `toolchain-differs`
 */
export function requireHashed(
  demand: ToolDemand,
  found: ToolchainIdentity,
  env: Readonly<Record<string, string | undefined>>,
): void {
  const hashed = env[demandVariable(demand)];
  const here = renderIdentity(found);
  if (hashed === here) return;
  if (hashed === undefined) {
    throw new Failure('toolchain-unhashed', {
      message: `The tools of ${demand.stage} for ${demand.platform.friendly} are in no hash: the plugin’s hook did not run before this task.`,
      hint: 'Run the task by `nx run`, `nx run-many` or `nx affected`.',
    });
  }
  throw new Failure('toolchain-differs', {
    message: `${demand.stage} for ${demand.platform.friendly} was hashed for other tools than this machine has.`,
    hint: 'Give all machines of a run the same tools (npx nx-cross doctor --strict); after a change of PATH stop Nx’s daemon: npx nx reset.',
    output: `  hashed: ${hashed}\n  here:   ${here}`,
  });
}
