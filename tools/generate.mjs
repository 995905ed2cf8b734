/**
 * Writes the files that are made from the built packages: `node tools/generate.mjs`; with `--check` it writes nothing,
 * names those that are stale, and fails. Run it after the build.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { pages } from './generate/pages.mjs';
import { schemaFiles } from './generate/schemas.mjs';
import { repository } from './repository.mjs';

const check = process.argv.includes('--check');
const stale = [];
// `render` gets the file's text, `undefined` where there is none, and gives the text that it must have.
for (const { file, render } of [...schemaFiles, ...pages]) {
  const path = join(repository, file);
  const before = readIfThere(path);
  // As the formatter would have it, or the check of the format would undo what is generated.
  const text = await format(render(before), { ...(await resolveConfig(path)), filepath: path });
  if (before === text) continue;
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
