import { homedir } from 'node:os';
import { join } from 'node:path';
import { homesOf } from './homes';

const inside = (home: string) => ({ cargo: join(home, '.cargo'), rustup: join(home, '.rustup') });

describe('homesOf', () => {
  it.each([
    [
      'by their variables',
      'linux',
      { HOME: '/home/me', CARGO_HOME: '/c', RUSTUP_HOME: '/r' },
      { cargo: '/c', rustup: '/r' },
    ],
    ['in the home folder', 'linux', { HOME: '/home/me', USERPROFILE: '/profile' }, inside('/home/me')],
    ['in that of Windows', 'windows', { HOME: '/home/me', USERPROFILE: '/profile' }, inside('/profile')],
    ['where no variable says anything', 'linux', { HOME: '', CARGO_HOME: '', RUSTUP_HOME: '' }, inside(homedir())],
  ] as const)('%s', (_where, os, env, homes) => {
    expect(homesOf({ os, env })).toEqual(homes);
  });
});
