import { parseCommandLine } from './command-line';

const nx = (...words: string[]) => parseCommandLine(['node', 'nx', ...words]);

describe('parseCommandLine', () => {
  it.each([
    [['run', 'server:cross-compile', '--target=x'], 'x'],
    [['run', 'server:cross-compile', '--target', 'x'], 'x'],
    [['run', 'server:cross-compile', '-t', 'x'], 'x'],
    [['run', 'server:cross-compile', '-t=x'], 'x'],
    [['run', 'server:cross-compile', '-tx'], 'x'],
    [['cross-compile', 'server', '--target=x'], 'x'],
    [['--verbose', 'run', 'server:cross-compile', '--target=x,y'], 'x,y'],
    [['run', 'server:cross-compile', '--target=x', '--target=y'], 'y'],
    [['run', 'server:cross-compile', '--target'], ''],
    [['run', 'server:cross-compile'], undefined],
    [['run', 'server:cross-compile', '--', '--target=x'], undefined],
    [['run', 'server:cross-compile', '--tui=false'], undefined],
    [['run-many', '-t', 'cross-compile'], undefined],
    [['affected', '--target=package-all'], undefined],
  ])('reads the platform from nx %j', (words, target) => {
    expect(nx(...words).target).toBe(target);
  });

  it('reads the release’s version in both spellings', () => {
    expect(nx('run', 'acme:publish', '--release-version=1.2.3')).toEqual({ releaseVersion: '1.2.3' });
    expect(nx('run-many', '-t', 'publish', '--releaseVersion', '1.2.3')).toEqual({ releaseVersion: '1.2.3' });
  });
});
