import { extname } from 'node:path';
import { Failure } from '../failure';
import type { Artifact } from '../artifact';
import type { Platform } from '../platform/platform';
import type { ArchiveOptions } from '../unit/unit';
import { findPublishedNameProblem } from './file-name';
import type { TemplateValues } from './template';
import { renderTemplate } from './template';

/** Whom an archive's name is made for. */
export interface NameSubject {
  readonly unit: string;
  readonly version: string;
  readonly platform: Platform;
}

export function templateValues({ unit, version, platform }: NameSubject): TemplateValues {
  return {
    unit,
    version,
    platform: platform.friendly,
    triple: platform.id,
    os: platform.os,
    arch: platform.architecture,
  };
}

/**
 * The archive's name without its extension. Needs no file, so that a release's names can be compared before anything is
 * built. Fails with `template-invalid`: a name that GitHub would change, or that is a path.
 */
export function resolveArchiveStem(template: string, subject: NameSubject): string {
  const stem = renderTemplate(template, templateValues(subject));
  const problem = findPublishedNameProblem(stem);
  if (problem === undefined) return stem;
  throw new Failure('template-invalid', {
    message: `the archive's name ${JSON.stringify(stem)}, made from \`${template}\`, ${problem}`,
    hint: 'change `archive.name`, or the name or version that it refers to',
  });
}

/** `server.exe` → `server` on Windows: templates name a binary without the platform's suffix. */
export function binaryStem(name: string, platform: Platform): string {
  const suffix = platform.executableSuffix;
  return suffix !== '' && name.endsWith(suffix) ? name.slice(0, -suffix.length) : name;
}

/** What follows the stem of a bare binary: `.exe`, or the extension of a library. */
export function bareSuffix(binary: Artifact, platform: Platform): string {
  return binary.kind === 'library' ? extname(binary.name) : platform.executableSuffix;
}

/**
 * The name of a binary inside the archive. A library keeps its own: its name is what the loader asks for.
 * Fails with `template-invalid` where the result is a path.
 */
export function resolveBinaryName(binary: Artifact, options: ArchiveOptions, subject: NameSubject): string {
  if (binary.kind === 'library') return binary.name;
  const values = { ...templateValues(subject), binary: binaryStem(binary.name, subject.platform) };
  const name = renderTemplate(options.binaryName, values) + subject.platform.executableSuffix;
  if (!name.includes('/')) return name;
  throw new Failure('template-invalid', {
    message: `the binary's name ${JSON.stringify(name)}, made from \`${options.binaryName}\`, has a slash`,
    hint: 'binaries lie at the root of the archive: change `archive.binaryName`',
  });
}
