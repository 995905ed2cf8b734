import type { Engine } from '../container';
import { nameOf } from '../container';
import type { Host } from '../toolchain';

/** Why an engine gets copies: it does not see this machine's files, or it would read each of them slowly. */
export type CopyReason = 'unseen' | 'slow';

/**
 * Why folders of this machine are not even tried to be mounted; undefined where they are, if the engine sees them.
 *
 * Whatever runs containers on a Mac, and Docker Desktop on Linux, is a virtual machine that reads this one's folders through a
 * file server. Docker's own advice is to keep there what a person edits, and in volumes what programs write: a target directory
 * has thousands of small files (docs.docker.com, Docker Desktop, settings, file sharing). In WSL the engine has the kernel and the
 * disks of whoever asks it.
 */
export function copyReason({ desktop }: Pick<Engine, 'desktop'>, os: Host['os']): CopyReason | undefined {
  return os === 'darwin' || desktop === 'virtual-machine' ? 'slow' : undefined;
}

/** For people: why an engine gets copies. */
export function renderCopyReason(engine: Pick<Engine, 'kind'>, why: CopyReason): string {
  const name = nameOf(engine);
  switch (why) {
    case 'unseen':
      return `${name} does not see the files of this machine`;
    case 'slow':
      return `${name} is in a virtual machine, which reads the files of this one slowly`;
  }
}
