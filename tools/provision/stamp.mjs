// A folder is whole only if its stamp says so. The stamp is written last, so a run that was interrupted leaves a
// folder without one, and the next run makes it anew.
import { existsSync } from 'node:fs';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';

const stampName = '.nx-cross-testbed.json';

/** `identity` is whatever decided the folder's contents: versions, and the recipe's own number where it changed. */
export async function isStamped(directory, identity) {
  const file = path.join(directory, stampName);
  return existsSync(file) && (await readFile(file, 'utf8')) === render(identity);
}

export async function writeStamp(directory, identity) {
  await writeFile(path.join(directory, stampName), render(identity));
}

/** Empties the folder, fills it, stamps it. */
export async function fillDirectory(directory, identity, fill) {
  await rm(directory, { recursive: true, force: true });
  await mkdir(directory, { recursive: true });
  await fill();
  await writeStamp(directory, identity);
}

function render(identity) {
  return `${JSON.stringify(identity, null, 2)}\n`;
}
