import type { Terminal } from '../container';
import { abortOnSignal, renderEngine, runInTerminal } from '../container';
import { renderCopyReason } from './file-access';
import type { BuildPlan, PlannedContainer } from './plan';
import { prepareContainer } from './run-call';

/** The image's most comfortable one. */
const SHELL = ['sh', '-c', 'if command -v bash >/dev/null; then exec bash; else exec sh; fi'] as const;

/**
 * Opens the container that a plan's calls run in, with a shell in place of the first of them.
 *
 * @returns The shell's exit code.
 * @throws Failure `engine-lost`, `engine-failed`, `engine-denied`
 */
export async function openShell(plan: BuildPlan, container: PlannedContainer, terminal: Terminal): Promise<number> {
  const [{ cwd, env }] = plan.calls;
  const { type: TERM } = terminal;
  const shape = {
    ...(await prepareContainer(container)),
    argv: SHELL,
    cwd,
    env: TERM === undefined ? env : { ...env, TERM },
  };
  terminal.stderr.write(`in a container of ${container.image}, by ${renderEngine(container.engine)}\n`);
  if (container.files.how === 'copied') {
    const reason = renderCopyReason(container.engine, container.files.why);
    terminal.stderr.write(`the workspace is not in it: ${reason}\n`);
  }
  return abortOnSignal((signal) => runInTerminal(container.engine, shape, terminal, signal));
}
