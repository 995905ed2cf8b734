import { findVersionTag, tagTemplate } from './tag';

it.each([
  [{ name: 'server' }, 1, 'v{version}'],
  [{ name: 'server' }, 2, 'server-v{version}'],
  [{ name: 'server', tag: '{name}/v{version}' }, 1, 'server/v{version}'],
  [{ name: 'server', tag: 'release-{version}' }, 5, 'release-{version}'],
])('the tags of %j, of %i releases, are like %s', (release, releases, expected) => {
  expect(tagTemplate(release, releases)).toBe(expected);
});

it.each([
  ['v{version}', ['v1.0.0'], { tag: 'v1.0.0', version: '1.0.0' }],
  ['v{version}', ['v1.0.0-rc.1', 'v1.0.0', 'v0.9.0'], { tag: 'v1.0.0', version: '1.0.0' }],
  ['v{version}', ['v1.10.0', 'v1.9.0'], { tag: 'v1.10.0', version: '1.10.0' }],
  ['v{version}', ['v1.0.0+linux'], { tag: 'v1.0.0+linux', version: '1.0.0+linux' }],
  ['server/v{version}-out', ['server/v1.0.0-out', 'v2.0.0'], { tag: 'server/v1.0.0-out', version: '1.0.0' }],
  ['{version}', ['v1.0.0', '=1.0.0', ' 1.0.0'], undefined],
  ['v{version}', ['v1.0', 'v01.0.0', 'vnext', 'v', 'xv1.0.0', 'server-v1.0.0'], undefined],
  ['v{version}', [], undefined],
])('of %j among %j is %j', (template, tags, expected) => {
  expect(findVersionTag(template, tags)).toEqual(expected);
});
