import { valid } from 'semver';
import { isSnapshot, snapshotVersion } from './snapshot';

const COMMIT = '0a1b2c3d4e5f60718293a4b5c6d7e8f901234567';
const NUMBER = '0123456789012345f0718293a4b5c6d7e8f90123';

it.each([
  ['1.2.3', COMMIT, [], '1.2.3-snapshot.0a1b2c3d4e5f'],
  ['1.2.3', COMMIT, ['a'], '1.2.3-snapshot.0a1b2c3d4e5f.dirty'],
  ['1.2.3-rc.1', COMMIT, [], '1.2.3-rc.1.snapshot.0a1b2c3d4e5f'],
  ['1.2.3+linux-x', COMMIT, [], '1.2.3-snapshot.0a1b2c3d4e5f+linux-x'],
  // A number with a 0 in front is no semantic version.
  ['1.2.3', NUMBER, [], '1.2.3-snapshot.0123456789012345f'],
])('%s at %s with changes in %j is %s', (version, commit, changed, expected) => {
  const snapshot = snapshotVersion(version, { head: { commit, time: '0', tags: [] }, changed });
  expect(snapshot).toBe(expected);
  expect(valid(snapshot)).toBe(expected.replace(/\+.*/, ''));
  expect([isSnapshot(snapshot), isSnapshot(version)]).toEqual([true, false]);
});
