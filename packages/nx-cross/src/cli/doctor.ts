import type { Diagnosis } from '@nx-cross/core/build';
import type { Host } from '@nx-cross/core/toolchain';
import { examinePlatforms } from './examine';
import { renderDiagnoses } from './render-diagnoses';
import type { FoundWorkspace } from './workspace';

export async function doctor(
  options: { readonly json?: boolean },
  found: FoundWorkspace,
  host: Host,
): Promise<{ readonly output: string; readonly exitCode: number }> {
  const diagnoses = await examinePlatforms(found, host);
  return {
    output: options.json === true ? renderJson(diagnoses) : renderDiagnoses(diagnoses),
    exitCode: diagnoses.every(({ missing }) => missing.length === 0) ? 0 : 1,
  };
}

function renderJson(diagnoses: readonly Diagnosis[]): string {
  const rows = diagnoses.map(({ platform, ...rest }) => ({
    platform: platform.id,
    friendly: platform.friendly,
    ...rest,
  }));
  return `${JSON.stringify(rows, null, 2)}\n`;
}
