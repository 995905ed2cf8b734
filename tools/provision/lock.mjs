// One provisioning run at a time: mkdir either makes the folder or fails, on every file system.
import { mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const lockDirectory = '/run/lock/nx-cross-provision';
const ownerFile = path.join(lockDirectory, 'pid');
// Between making the folder and naming its owner a run needs milliseconds; after this long it has died there.
const unnamedForMilliseconds = 5000;

export async function withLock(log, action) {
  await acquire(log);
  try {
    return await action();
  } finally {
    await rm(lockDirectory, { recursive: true, force: true });
  }
}

async function acquire(log) {
  for (let waited = false; ; waited = true) {
    try {
      await mkdir(lockDirectory);
      await writeFile(ownerFile, String(process.pid));
      return;
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
    }
    if (await isAbandoned()) {
      await rm(lockDirectory, { recursive: true, force: true });
      continue;
    }
    if (!waited) log(`waiting for another run of provisioning (${lockDirectory})`);
    await sleep(500);
  }
}

async function isAbandoned() {
  try {
    return !isAlive(Number(await readFile(ownerFile, 'utf8')));
  } catch {
    const made = await stat(lockDirectory).catch(() => undefined);
    return made !== undefined && Date.now() - made.mtimeMs > unnamedForMilliseconds;
  }
}

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it lives, and belongs to somebody else.
    return error.code === 'EPERM';
  }
}
