import { decidingProfiles } from './profiles';

const PROFILES = {
  dev: { 'opt-level': 1 },
  release: { lto: true },
  dist: { inherits: 'release', strip: true },
  small: { inherits: 'dist', 'opt-level': 'z' },
  slow: { inherits: 'dev' },
};

const keys = (profile: string, profiles: object = PROFILES) =>
  Object.keys(decidingProfiles({ ...profiles }, profile)).sort();

describe('decidingProfiles', () => {
  it.each<[string, string[]]>([
    ['release', ['release']],
    ['dev', ['dev']],
    ['dist', ['dist', 'release']],
    ['small', ['dist', 'release', 'small']],
    ['slow', ['dev', 'slow']],
    // Cargo's own inheritance.
    ['bench', ['bench', 'release']],
    ['test', ['dev', 'test']],
  ])('%s: %j', (profile, expected) => {
    expect(keys(profile)).toEqual(expected);
  });

  it.each<[string, object, string]>([
    ['is not there', {}, 'elsewhere'],
    ['inherits from one that is not there', { own: { inherits: 'elsewhere' } }, 'own'],
    ['says nothing of what it inherits from', { own: { lto: true } }, 'own'],
    ['inherits in a circle', { own: { inherits: 'other' }, other: { inherits: 'own' } }, 'own'],
  ])('all of them, where the profile %s', (_what, more, profile) => {
    expect(decidingProfiles({ ...PROFILES, ...more }, profile)).toEqual({ ...PROFILES, ...more });
  });

  it('tells a profile that is empty from one that has settings', () => {
    expect(decidingProfiles({}, 'release')).not.toEqual(decidingProfiles({ release: { lto: true } }, 'release'));
  });
});
