import type { Diagnosis, Lack } from '@nx-cross/core/build';

/** A line a platform, below it what is missing and the line that mends it. */
export function renderDiagnoses(diagnoses: readonly Diagnosis[]): string {
  const width = Math.max(0, ...diagnoses.map(({ platform }) => platform.friendly.length));
  const lines = diagnoses.flatMap((diagnosis) => renderOne(diagnosis, width));
  const hints = [
    ...new Set(
      diagnoses.flatMap(({ missing }) =>
        missing.flatMap(({ hint, ofContainers }) => (hint === undefined || ofContainers === true ? [] : [hint])),
      ),
    ),
  ];
  const lacking = diagnoses.filter(({ missing }) => missing.length > 0).length;
  const summary =
    lacking === 0
      ? `Every platform of the workspace can be built here.`
      : `${lacking} of ${diagnoses.length} platforms cannot be built here.${hints.length === 0 ? '' : ' To mend it:'}`;
  return [...lines, '', summary, ...hints.map((hint) => `  ${hint}`), ''].join('\n');
}

function renderOne(
  { platform, glibcFloor, environment, pulls, linker, tools, missing, lockDifferences, runner }: Diagnosis,
  width: number,
): string[] {
  const mark = missing.length === 0 ? 'ok     ' : 'MISSING';
  const floor = glibcFloor === undefined ? '' : `, glibc ${glibcFloor}`;
  const image = pulls === undefined ? 'in a container' : `in a container of ${pulls}, which the first build pulls`;
  const who = linker ?? (environment === 'container' ? image : undefined);
  const how = who === undefined ? 'nothing links' : `${who}${floor}`;
  // A digest tells a person nothing.
  const named = tools.filter(({ version }) => !version.startsWith('sha256:'));
  const versions = named.map(({ name, version }) => `${name} ${version.split(' ', 1)[0] ?? ''}`).join(', ');
  return [
    `${mark}  ${platform.friendly.padEnd(width)}  ${how}${versions === '' ? '' : ` (${versions})`}; smoke: ${runner}`,
    ...[...missing.map(renderLack), ...renderDifferences(lockDifferences)].map(
      (line) => `         ${' '.repeat(width)}  - ${line}`,
    ),
  ];
}

/** Of engines and images, more is said above. */
function renderLack({ what, ofContainers }: Lack): string {
  return ofContainers === true ? 'no container to compile in: see above' : what;
}

/** One line a tool, though several stages may want it. */
function renderDifferences(found: Diagnosis['lockDifferences']): readonly string[] {
  return [...new Set(found.flatMap(({ differences }) => differences))];
}
