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
    [['run', 'server:cross-compile', '--target='], ''],
    [['run', 'server:cross-compile'], undefined],
    [['run', 'server:cross-compile', '--', '--target=x'], undefined],
    [['run', 'server:cross-compile', '--tui=false'], undefined],
    [['run-many', '-t', 'cross-compile'], undefined],
    [['affected', '--target=package-all'], undefined],
  ])('reads the platform from nx %j', (words, target) => {
    expect(nx(...words).target).toBe(target);
  });

  it('reads the release’s version in both spellings', () => {
    expect(nx('run', 'acme:publish', '--release-version=1.2.3').releaseVersion).toBe('1.2.3');
    expect(nx('run-many', '-t', 'publish', '--releaseVersion', '1.2.3').releaseVersion).toBe('1.2.3');
    expect(nx('run', 'acme:publish').releaseVersion).toBeUndefined();
  });

  it.each([
    [['run', 'server:package', '--keep'], true],
    [['run-many', '-t', 'package-all', '--keep=true'], true],
    [['run', 'server:package', '--', '--keep'], true],
    [['run', 'server:package'], false],
    [['run', 'server:package', '--keep=false'], false],
  ])('reads from nx %j whether containers are kept', (words, keep) => {
    expect(nx(...words).keep).toBe(keep);
  });

  const one = { kind: 'one', project: 'server', targets: ['package'], namesPlatform: false };
  const many = { kind: 'many', targets: ['package', 'strip'], namesPlatform: false };
  it.each([
    [['run', 'server:package'], one],
    [['package', 'server'], one],
    [['run', 'package'], { kind: 'one', targets: ['package'], namesPlatform: false }],
    [['package'], { kind: 'one', targets: ['package'], namesPlatform: false }],
    [['run', 'server:package:x'], { ...one, configuration: 'x' }],
    [['run', 'server:package', '-c', 'x'], { ...one, configuration: 'x' }],
    [['run', '--configuration', 'x', 'server:package'], { ...one, configuration: 'x' }],
    [['package', 'server', '--configuration=x'], { ...one, configuration: 'x' }],
    [['run', 'server:package', '--target', 'x'], { ...one, namesPlatform: true }],
    [['run', '--target', 'x', 'server:package'], { ...one, namesPlatform: true }],
    [['run', 'server:package', '--platforms=x'], { ...one, namesPlatform: true }],
    [['run', 'server:package', '--', '--target=x'], { ...one, namesPlatform: true }],
    [['run-many', '-t', 'package', 'strip', '--parallel=2'], many],
    [['run-many', '-t', 'package', '--target=strip'], many],
    [['affected', '--targets=package,strip', '-c', 'x'], { ...many, configuration: 'x' }],
  ])('reads what nx %j asks for', (words, request) => {
    expect(nx(...words).request).toEqual(request);
  });
});
