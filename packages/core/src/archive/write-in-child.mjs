/**
 * Writes one archive in a process of its own, so that a spec can choose its time zone, locale and umask, and see how
 * much memory it took. argv: a JSON of {plan, directory, epochSeconds, umask}. Prints {peakKilobytes}.
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { transformSync } from '@swc/core';

const require = createRequire(import.meta.url);
require.extensions['.ts'] = (module, file) => {
  const options = { jsc: { parser: { syntax: 'typescript' }, target: 'es2022' }, module: { type: 'commonjs' } };
  module._compile(transformSync(readFileSync(file, 'utf8'), { ...options, filename: file }).code, file);
};

const { writeArchive } = require('./write-archive.ts');
const { plan, directory, epochSeconds, umask } = JSON.parse(process.argv[2]);
process.umask(umask);
await writeArchive(plan, directory, { epochSeconds });
process.stdout.write(JSON.stringify({ peakKilobytes: process.resourceUsage().maxRSS }));
