import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { signalIfThere } from '../signals';

const TRACES: readonly string[] = ['cmdline', 'environ', 'cgroup'];

/**
 * The processes that have one of these words in their command line, environment or control group: daemons and monitors
 * name the folder that they work in, and a container's own processes stand in a group of its id.
 */
export function findProcesses(words: readonly string[], traces = TRACES): readonly number[] {
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid);
  return pids.filter((pid) => traces.some((file) => names(pid, file, words))).map(Number);
}

function names(pid: string, file: string, words: readonly string[]): boolean {
  try {
    const text = readFileSync(`/proc/${pid}/${file}`, 'utf8');
    return words.some((word) => text.includes(word));
  } catch {
    // It has ended meanwhile.
    return false;
  }
}

/** Mount points within a folder, the innermost first. */
export function findMounts(folder: string): readonly string[] {
  const lines = readFileSync('/proc/self/mountinfo', 'utf8').split('\n');
  const points = lines.map((line) => line.split(' ')[4] ?? '').filter((point) => `${point}/`.startsWith(`${folder}/`));
  return points.reverse();
}

/** Monitors of removed containers end by themselves; rootless Podman's keeper of the user's namespace does not. */
export async function endProcesses(words: readonly string[]): Promise<void> {
  const stillThere = async (attempts: number) => {
    for (let attempt = 0; attempt < attempts && findProcesses(words).length > 0; attempt++) await sleep(100);
    return findProcesses(words);
  };
  for (const pid of await stillThere(10)) signalIfThere(pid, 'SIGKILL');
  await stillThere(50);
}
