import { findSection } from './notes';
import { parseRemoteUrl, parseRepositoryName } from './repository';

describe('a repository', () => {
  it.each([
    'https://github.com/acme/tools',
    'https://github.com/acme/tools.git',
    'https://user:password@github.com/acme/tools.git/',
    'git@github.com:acme/tools.git',
    'github.com:acme/tools',
    'ssh://git@github.com/acme/tools.git',
    'ssh://git@ssh.github.com:443/acme/tools.git',
    'git://github.example.org/acme/tools',
  ])('of the remote %s', (url) => {
    expect(parseRemoteUrl(url)).toEqual({ owner: 'acme', name: 'tools' });
  });

  it.each(['/srv/git/tools.git', '../tools', 'file:///srv/acme/tools', 'https://github.com/tools', 'C:\\acme\\tools'])(
    'is not that of %s',
    (url) => {
      expect(parseRemoteUrl(url)).toBeUndefined();
    },
  );

  it.each(['acme', 'acme/', '/tools', 'acme/..', 'a b/c', 'acme/tools/x', '-a/b'])('is not called %s', (name) => {
    expect(parseRepositoryName(name)).toBeUndefined();
  });
});

describe('a section of a changelog', () => {
  const changelog = [
    '# Changelog',
    '',
    '## Unreleased',
    '- soon, after 1.2.3',
    '## [1.2.30] - 2026-03-01',
    '- thirty',
    '## [1.2.3] - 2026-02-01',
    '',
    '### Fixed',
    '- three',
    '```',
    '## 1.2.2 in a fence',
    '```',
    '## 1.2.3-rc.1',
    '- a candidate',
    '# v1.2.2 (2026-01-01)',
    '- two',
  ].join('\n');
  it.each([
    ['1.2.3', '### Fixed\n- three\n```\n## 1.2.2 in a fence\n```'],
    ['1.2.30', '- thirty'],
    ['1.2.3-rc.1', '- a candidate'],
    ['1.2.2', '- two'],
    ['2.3', undefined],
    ['1.2.31', undefined],
  ])('of %s', (version, section) => {
    expect(findSection(changelog, version)).toBe(section);
    expect(findSection(changelog.replaceAll('\n', '\r\n'), version)).toBe(section);
  });
});
