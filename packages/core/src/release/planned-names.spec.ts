import { findPlatform } from '../platform';
import { requireDistinctNames } from './planned-names';

const part = (unit: string, id: string, name: string, format: 'tar.gz' | 'zip' | 'binary' = 'tar.gz') => {
  return { unit, version: '1.0.0', platform: findPlatform(id)!, options: { name, format } };
};
const [LINUX, MAC] = ['x86_64-unknown-linux-gnu', 'aarch64-apple-darwin'] as const;

it('takes names that differ, and those of bare binaries, which are not known yet', () => {
  expect(() =>
    requireDistinctNames([
      part('a', LINUX, '{unit}-{platform}'),
      part('a', MAC, '{unit}-{platform}'),
      part('a', MAC, '{unit}-{platform}', 'zip'),
      part('b', LINUX, '{unit}', 'binary'),
      part('b', MAC, '{unit}', 'binary'),
    ]),
  ).not.toThrow();
});

it('tells of each name that two have, on a disk that minds no case too', () => {
  expect(() =>
    requireDistinctNames([part('a', LINUX, 'Same'), part('b', LINUX, 'same'), part('b', MAC, 'same')]),
  ).toThrow(
    [
      `nx-cross name-collision: the archive "same.tar.gz" of \`b\` for ${LINUX} will have the name of that of \`a\` for ${LINUX}`,
      '  → let `archive.name` tell units and platforms apart: {unit}-v{version}-{platform}',
      `nx-cross name-collision: the archive "same.tar.gz" of \`b\` for ${MAC} will have the name of that of \`b\` for ${LINUX}`,
      '  → let `archive.name` tell units and platforms apart: {unit}-v{version}-{platform}',
    ].join('\n'),
  );
});
