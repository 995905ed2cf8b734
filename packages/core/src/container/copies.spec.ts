import { foldersBetween } from './copies';
import { parseTime } from './fetch-files';
import { volumeName } from './volumes';

describe('foldersBetween', () => {
  it.each([
    ['/ws', '/ws/apps/cli/src/main.rs', ['/ws', '/ws/apps', '/ws/apps/cli', '/ws/apps/cli/src']],
    ['/ws', '/ws/Cargo.toml', ['/ws']],
    ['/ws', '/elsewhere/file', []],
    ['/ws', '/ws-other/file', []],
  ])('from %s to %s', (root, path, folders) => expect(foldersBetween(root, path)).toEqual(folders));
});

describe('parseTime', () => {
  it.each([
    ['2023-11-14 22:13:20.125000000 +0000', 1_700_000_000_125],
    ['2023-11-14 23:43:20.125000000 +0130', 1_700_000_000_125],
    ['2023-11-14 22:13:20', 1_700_000_000_000],
  ])('%s', (text, time) => expect(parseTime(text)).toBe(time));
});

describe('volumeName', () => {
  const use = { of: 'ada@build', what: 'cargo' };
  it('is the same for the same use, and another for another user', () => {
    expect(volumeName(use)).toMatch(/^nx-cross-cargo-[0-9a-f]{16}$/);
    expect(volumeName({ ...use })).toBe(volumeName(use));
    expect(volumeName({ ...use, of: 'eve@build' })).not.toBe(volumeName(use));
  });
});
