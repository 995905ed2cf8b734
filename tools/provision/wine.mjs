// Wine, able to start Rust programs: the library they need and Debian's wine lacks, and a prefix for each user.
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { hasPrefix, makePrefix } from './wine-prefix.mjs';
import { run } from './run.mjs';

// Among wine's own libraries, so that any program of any user finds it, with nothing beside it or in its environment.
const library = '/usr/lib/x86_64-linux-gnu/wine/x86_64-windows/bcryptprimitives.dll';
const source = fileURLToPath(new URL('bcryptprimitives.c', import.meta.url));

export const wine = {
  name: 'wine',
  title: 'Wine for Rust programs',
  purpose: 'build',
  needsRoot: true,
  isReady: async () => existsSync(library) && hasPrefix(os.homedir()),
  prepare: async (log) => {
    if (!existsSync(library)) await installLibrary();
    log('making the wine prefix of this user');
    await makePrefix({ home: os.homedir() });
  },
};

async function installLibrary() {
  const scratch = await mkdtemp(path.join(os.tmpdir(), 'nx-cross-wine-'));
  try {
    const built = path.join(scratch, path.basename(library));
    await run('x86_64-w64-mingw32-gcc', ['-shared', '-O2', '-s', '-o', built, source, '-ladvapi32']);
    const partial = `${library}.partial`;
    await writeFile(partial, signAsBuiltin(await readFile(built)));
    await rename(partial, library);
  } finally {
    await rm(scratch, { recursive: true });
  }
}

/**
 * Wine copies those of its libraries into a new prefix that carry its mark after the DOS header, in the room of the DOS
 * program: `winebuild --builtin` writes it (tools/winebuild/spec32.c, make_builtin_files), which Debian ships apart.
 */
function signAsBuiltin(bytes) {
  const dosHeaderSize = 0x40;
  const mark = Buffer.alloc(32);
  mark.write('Wine builtin DLL');
  const peHeader = bytes.readUInt32LE(0x3c);
  if (peHeader < dosHeaderSize + mark.length) throw new Error('no room for the mark of a wine library');
  mark.copy(bytes, dosHeaderSize);
  return bytes;
}
