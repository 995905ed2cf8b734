import { gatherRelease, resolveInstallUrl, tagTemplate, writeRelease } from '@nx-cross/core/release';
import type { ReleaseTask } from './release-task';

/** The checksum stage: every expected part is found and summed, and the small files are left in the folder. */
export async function writeChecksums(task: ReleaseTask, folder: string): Promise<void> {
  const release = await gatherRelease({
    name: task.options.name,
    version: task.version,
    parts: task.parts,
    omittedPlatforms: task.omittedPlatforms,
  });
  const { sidecars, manifestText } = task.options;
  const installUrl = installUrlOf(task);
  await writeRelease(folder, release, {
    sidecars,
    manifestText,
    ...(installUrl === undefined ? {} : { installUrl }),
  });
}

function installUrlOf({ options, releases }: ReleaseTask): string | undefined {
  if (options.install === undefined) return undefined;
  return resolveInstallUrl(options, tagTemplate(options, releases().length));
}
