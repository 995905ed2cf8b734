import type { ContainersDiagnosis, Diagnosis, ToolLock } from '@nx-cross/core/build';
import type { Host } from '@nx-cross/core/toolchain';
import { askingOnce } from '@nx-cross/core/toolchain';
import { examineContainers, examinePlatforms, limitPlatforms, readLock } from './examine';
import { fix } from './fix';
import { renderContainers } from './render-containers';
import { renderDiagnoses } from './render-diagnoses';
import type { FoundWorkspace } from './workspace';

export interface DoctorOptions {
  readonly json?: boolean;
  /** A machine that is not what nx-cross.lock says is an error. */
  readonly strict?: boolean;
  /** Does first what can be done without root. */
  readonly fix?: boolean;
  /** The platforms that count; all where absent. */
  readonly target?: string;
}

export async function doctor(
  options: DoctorOptions,
  found: FoundWorkspace,
  host: Host,
  say: (line: string) => void,
): Promise<{ readonly output: string; readonly exitCode: number }> {
  const chosen = limitPlatforms(found, options.target);
  const lock = options.fix === true ? await fix(found, chosen, host, say) : readLock(found);
  const asking = askingOnce(host);
  const diagnoses = await examinePlatforms(chosen, lock, asking);
  const containers = await examineContainers(chosen, asking);
  const isBuildable = diagnoses.every(({ missing }) => missing.length === 0);
  const isAsLocked = !lock.isEmpty && diagnoses.every(({ lockDifferences }) => lockDifferences.length === 0);
  return {
    output:
      options.json === true
        ? renderJson(diagnoses, containers)
        : renderText(diagnoses, containers) + (options.fix === true ? '' : renderLock(lock)),
    exitCode: isBuildable && (isAsLocked || options.strict !== true) ? 0 : 1,
  };
}

function renderText(diagnoses: readonly Diagnosis[], containers: ContainersDiagnosis | undefined): string {
  const engines = containers === undefined ? '' : `${renderContainers(containers)}\n`;
  return engines + renderDiagnoses(diagnoses);
}

function renderLock({ isEmpty }: ToolLock): string {
  return isEmpty ? 'There is no nx-cross.lock, which says for all machines what builds: npx nx-cross setup\n' : '';
}

function renderJson(diagnoses: readonly Diagnosis[], containers: ContainersDiagnosis | undefined): string {
  const platforms = diagnoses.map(({ platform, ...rest }) => ({
    platform: platform.id,
    friendly: platform.friendly,
    ...rest,
  }));
  return `${JSON.stringify({ platforms, ...(containers === undefined ? {} : { containers }) }, null, 2)}\n`;
}
