/** Puts what tsc leaves behind (schemas, templates) beside the compiled files: `node tools/copy-assets.mjs <package>`. */
import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { repository } from './repository.mjs';

const folder = join(repository, process.argv[2]);
cpSync(join(folder, 'src'), join(folder, 'dist'), {
  recursive: true,
  filter: (source) => !/\.tsx?$/.test(source),
});
