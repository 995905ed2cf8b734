/**
 * Writes the files that are made from the built packages: `node tools/generate.mjs`; with `--check` it writes nothing,
 * names those that are stale, and fails. Run it after the build.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { repository } from './repository.mjs';

const require = createRequire(import.meta.url);
const { renderJsonSchema } = require('@nx-cross/core');
const { ArtifactRecordSchema } = require('@nx-cross/core/artifact');
const { ManifestSchema } = require('@nx-cross/core/release');
const { UnitSchema } = require('@nx-cross/core/unit');

/** Every generated file, with what makes its text. */
const generated = [
  { file: 'packages/core/schemas/nx-cross.schema.json', render: () => renderJsonSchema(UnitSchema) },
  { file: 'packages/core/schemas/artifacts.schema.json', render: () => renderJsonSchema(ArtifactRecordSchema) },
  { file: 'packages/core/schemas/manifest.schema.json', render: () => renderJsonSchema(ManifestSchema) },
];

const check = process.argv.includes('--check');
const stale = [];
for (const { file, render } of generated) {
  const path = join(repository, file);
  // As the formatter would have it, or the check of the format would undo what is generated.
  const text = await format(render(), { ...(await resolveConfig(path)), filepath: path });
  if (readIfThere(path) === text) continue;
  stale.push(file);
  if (check) continue;
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}
for (const file of stale) console.log(check ? `stale: ${file}` : `wrote ${file}`);
if (check && stale.length > 0) {
  console.error('node tools/generate.mjs writes them anew.');
  process.exitCode = 1;
}

function readIfThere(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  }
}
