import type { GithubEvent, SecretMask } from '@nx-cross/core/publish';
import { renderGithubEvent } from '@nx-cross/core/publish';

/** As often as an eye can follow. */
const REDRAWN_MS = 100;
const CLEAR_LINE = '\r\u001b[2K';

/** Shows how far it is: on a terminal the upload that goes on, elsewhere a line for what was done. */
export function progressOn(stream: NodeJS.WriteStream, mask: SecretMask): (event: GithubEvent) => void {
  let drawnAt = 0;
  return (event) => {
    const line = mask.mask(renderGithubEvent(event));
    if (event.kind !== 'uploading') return void stream.write(`${stream.isTTY ? CLEAR_LINE : ''}${line}\n`);
    if (!stream.isTTY || Date.now() - drawnAt < REDRAWN_MS) return;
    drawnAt = Date.now();
    stream.write(`${CLEAR_LINE}${line}`);
  };
}
