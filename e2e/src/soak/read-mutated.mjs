/**
 * Reads many damaged copies of some binaries, in a process of its own: its heap is limited by whoever starts it, and a
 * reader that hangs does not hang the test. argv: a JSON of {files, from, count}; the seeds are dealt to the files in
 * turn. Prints each hundredth seed, at last {read, refused, grownKilobytes, largestRead}.
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
const packages = '../../../packages';
const { mutate } = require(`${packages}/testing/dist/damage.js`);
const { Failure } = require(`${packages}/core/dist/failure.js`);
const { bufferSource } = require(`${packages}/core/dist/binary/byte-source.js`);
const { findBuildPathsIn } = require(`${packages}/core/dist/binary/build-paths.js`);
const { readVersionedSymbolsOf } = require(`${packages}/core/dist/binary/elf-versions.js`);
const { findSignatureProblemIn } = require(`${packages}/core/dist/binary/mach-o-signature.js`);
const { readBinaryFrom } = require(`${packages}/core/dist/binary/read-binary.js`);

const READERS = [readBinaryFrom, readVersionedSymbolsOf, findSignatureProblemIn];
const { files, from, count } = JSON.parse(process.argv[2]);
let largestRead = 0;

/** As the readers' own source, and takes note of where they look. A file's source makes room for all that is asked for. */
function watchedSource(bytes, places) {
  const source = bufferSource('sample', bytes);
  const read = (offset, length) => {
    largestRead = Math.max(largestRead, length);
    places?.push([offset, Math.min(length, bytes.length - offset)]);
    return source.read(offset, length);
  };
  return { ...source, read };
}

/** Whether any reader refused it. What a damaged binary may do is end in a Failure of these two codes. */
async function readAll(bytes, places) {
  let refused = false;
  for (const read of READERS) {
    try {
      await read(watchedSource(bytes, places));
    } catch (error) {
      const expected = error instanceof Failure && ['binary-malformed', 'binary-foreign'].includes(error.code);
      if (!expected) throw error;
      refused = true;
    }
  }
  await findBuildPathsIn(watchedSource(bytes), ['/build/app', '/root/.cargo']);
  return refused;
}

const samples = [];
for (const file of files) {
  const bytes = readFileSync(file);
  const places = [];
  if (await readAll(bytes, places)) throw new Error(`${file} is refused as it is`);
  samples.push({ file, bytes, places: places.filter(([, length]) => length > 0) });
}
// What a process takes before it has read a damaged binary.
const before = process.resourceUsage().maxRSS;
let refused = 0;
for (let seed = from; seed < from + count; seed += 1) {
  const { file, bytes, places } = samples[seed % samples.length];
  const mutation = mutate(bytes, places, seed);
  try {
    if (await readAll(mutation.bytes)) refused += 1;
  } catch (error) {
    console.error(`seed ${seed} of ${file}: ${error.stack}`);
    process.exit(1);
  }
  mutation.undo();
  if (seed % 100 === 0) console.log(seed);
}
const grownKilobytes = process.resourceUsage().maxRSS - before;
console.log(JSON.stringify({ read: count, refused, grownKilobytes, largestRead }));
