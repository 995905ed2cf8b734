import type { Diagnosis, ToolLock } from '@nx-cross/core/build';
import type { Host } from '@nx-cross/core/toolchain';
import { askingOnce } from '@nx-cross/core/toolchain';
import { examinePlatforms, readLock } from './examine';
import { renderDiagnoses } from './render-diagnoses';
import type { FoundWorkspace } from './workspace';

export interface DoctorOptions {
  readonly json?: boolean;
  /** A machine that is not what nx-cross.lock says is an error. */
  readonly strict?: boolean;
}

export async function doctor(
  options: DoctorOptions,
  found: FoundWorkspace,
  host: Host,
): Promise<{ readonly output: string; readonly exitCode: number }> {
  const lock = readLock(found);
  const diagnoses = await examinePlatforms(found, lock, askingOnce(host));
  const isBuildable = diagnoses.every(({ missing }) => missing.length === 0);
  const isAsLocked = !lock.isEmpty && diagnoses.every(({ lockDifferences }) => lockDifferences.length === 0);
  return {
    output: options.json === true ? renderJson(diagnoses) : `${renderDiagnoses(diagnoses)}${renderLock(lock)}`,
    exitCode: isBuildable && (isAsLocked || options.strict !== true) ? 0 : 1,
  };
}

function renderLock({ isEmpty }: ToolLock): string {
  return isEmpty ? 'There is no nx-cross.lock, which says for all machines what builds: npx nx-cross setup\n' : '';
}

function renderJson(diagnoses: readonly Diagnosis[]): string {
  const rows = diagnoses.map(({ platform, ...rest }) => ({
    platform: platform.id,
    friendly: platform.friendly,
    ...rest,
  }));
  return `${JSON.stringify(rows, null, 2)}\n`;
}
