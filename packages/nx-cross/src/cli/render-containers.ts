import { renderSize } from '@nx-cross/core';
import type { ContainersDiagnosis, Finding, ImageFinding } from '@nx-cross/core/build';
import type { Engine, KeptContainer } from '@nx-cross/core/container';
import { renderEngine } from '@nx-cross/core/container';

/** Engine, images and what failed builds have left; below each line that is not right the one that mends it. */
export function renderContainers({
  engine,
  freeBytes,
  passedOver,
  findings,
  images,
  kept,
}: ContainersDiagnosis): string {
  return [
    'Containers:',
    ...passedOver.flatMap((finding) => renderFinding(finding, engine === undefined ? 'MISSING' : 'passed')),
    ...(engine === undefined ? [] : [row('ok', describeEngine(engine, freeBytes))]),
    ...findings.flatMap((finding) => renderFinding(finding, 'WARNING')),
    ...images.flatMap(renderImage),
    ...kept.flatMap(renderKept),
    '',
  ].join('\n');
}

function row(mark: string, text: string): string {
  return `${mark.padEnd(7)}  ${text}`;
}

function mendRow(line: string | undefined): string[] {
  return line === undefined ? [] : [`         → ${line}`];
}

function renderFinding({ what, mend }: Finding, mark: string): string[] {
  return [row(mark, what), ...mendRow(mend)];
}

function describeEngine(engine: Engine, freeBytes: number | undefined): string {
  const { apiVersion, rootless, cpus, memoryBytes } = engine;
  return [
    `${renderEngine(engine)}: API ${apiVersion}`,
    rootless ? 'rootless' : 'rootful',
    `${engine.os}/${engine.architecture}`,
    `${cpus} processors`,
    `${renderSize(memoryBytes)} of memory`,
    ...(freeBytes === undefined ? [] : [`${renderSize(freeBytes)} of disk free`]),
  ].join(', ');
}

const MARKS: Readonly<Record<ImageFinding['state'], string>> = {
  there: 'ok',
  absent: 'MISSING',
  foreign: 'MISSING',
  'other-recipe': 'WARNING',
  'old-name': 'WARNING',
};

function renderImage({ name, platforms, state, what, mend, bytes }: ImageFinding): string[] {
  const size = bytes === undefined ? '' : `, ${renderSize(bytes)}`;
  const told = what === undefined ? '' : `: ${what}`;
  return [row(MARKS[state], `${name} for ${platforms.join(', ')}${size}${told}`), ...mendRow(mend)];
}

function renderKept({ name, doing, enter, remove }: KeptContainer): string[] {
  return [row('kept', `${name}: ${doing}`), ...mendRow(enter), ...mendRow(remove)];
}
