import type { GithubChannelOptions, ReleaseOptions } from '../../unit';

/**
 * Where the installers of a release find its files, with `{version}` in it; `undefined` where it has no installers.
 *
 * @param tagTemplate Of the release's tags.
 */
export function resolveInstallUrl(
  { install, channels }: Pick<ReleaseOptions, 'install' | 'channels'>,
  tagTemplate: string,
): string | undefined {
  if (install === undefined) return undefined;
  const [channel] = channels.flatMap((each) =>
    each.channel === 'github' && each.repository !== undefined ? [each] : [],
  );
  return install.url ?? (channel && downloadUrl(channel, tagTemplate));
}

/** As GitHub itself tells it of an asset. */
function downloadUrl({ repository = '', apiUrl }: GithubChannelOptions, tagTemplate: string): string {
  const tag = tagTemplate.split('{version}').map(encodeSegment).join('{version}');
  return `${webOf(apiUrl)}/${repository}/releases/download/${tag}`;
}

/** `https://api.github.com` is of `https://github.com`, `https://github.example.org/api/v3` of `https://github.example.org`. */
function webOf(apiUrl = 'https://api.github.com'): string {
  const { origin } = new URL(apiUrl);
  return origin.replace('//api.', '//');
}

/** Of the characters that are left nothing means more to a shell or to PowerShell. */
function encodeSegment(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, (one) => `%${one.charCodeAt(0).toString(16).toUpperCase()}`);
}
