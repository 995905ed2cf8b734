import type { ReleaseOptions } from '../../unit';
import { resolveInstallUrl } from './install-url';

const repository = 'acme/tools';

describe('the address that installers have', () => {
  it.each<[string, Partial<ReleaseOptions>, string, string | undefined]>([
    ['none, without installers', { channels: [{ channel: 'github', repository }] }, 'v{version}', undefined],
    [
      'what is written',
      { install: { url: 'https://example.org/{version}' }, channels: [{ channel: 'github', repository }] },
      'v{version}',
      'https://example.org/{version}',
    ],
    [
      'where the first channel that names its repository publishes',
      {
        install: {},
        channels: [{ channel: 'directory' }, { channel: 'github' }, { channel: 'github', repository }],
      },
      'v{version}',
      'https://github.com/acme/tools/releases/download/v{version}',
    ],
    [
      'GitHub’s own form of a tag with a slash and of what a shell would read',
      { install: {}, channels: [{ channel: 'github', repository }] },
      "it's/$(x)-v{version}",
      'https://github.com/acme/tools/releases/download/it%27s%2F%24%28x%29-v{version}',
    ],
    [
      'that of a GitHub Enterprise Server',
      { install: {}, channels: [{ channel: 'github', repository, apiUrl: 'https://github.example.org/api/v3' }] },
      'v{version}',
      'https://github.example.org/acme/tools/releases/download/v{version}',
    ],
    [
      'that of a GitHub with data residency',
      { install: {}, channels: [{ channel: 'github', repository, apiUrl: 'https://api.acme.ghe.com' }] },
      'v{version}',
      'https://acme.ghe.com/acme/tools/releases/download/v{version}',
    ],
  ])('is %s', (_what, options, template, expected) => {
    expect(resolveInstallUrl({ channels: [], ...options }, template)).toBe(expected);
  });
});
