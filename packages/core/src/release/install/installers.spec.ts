import type { Artifact } from '../../artifact';
import { digestOfBytes } from '../../artifact';
import type { BinaryFacts } from '../../binary/facts';
import type { Release, ReleaseFile } from '../release';
import { renderReleaseFiles } from '../release-files';
import { installablesOf } from './installable';
import { renderInstallers } from './installers';

const URL = 'https://example.org/acme/v{version}/';

function program(name: string, facts: Partial<BinaryFacts> = {}): Artifact {
  const binary: BinaryFacts = {
    format: 'elf',
    architectures: ['x86_64'],
    kind: 'executable',
    static: false,
    dynamicLibraries: [],
    stripped: true,
    ...facts,
  };
  return { name, kind: 'executable', path: `acme/${name}`, size: 1, sha256: digestOfBytes(name), binary };
}

function file(platform: string, name: string, contents: readonly Artifact[], unit = 'acme'): ReleaseFile {
  const artifact = { name, kind: 'archive', path: name, size: 1, sha256: digestOfBytes(name), contents };
  return { unit, platform, artifact, source: `/${name}` };
}

function releaseOf(...files: readonly ReleaseFile[]): Release {
  return { name: 'acme', version: '1.2.3', prerelease: false, omittedPlatforms: [], files };
}

describe('what an installer can install', () => {
  const needOf = (platform: string, ...programs: readonly Artifact[]) =>
    installablesOf(releaseOf(file(platform, 'a.tar.gz', programs))).map(({ libc }) => libc);

  it('needs of the C library what its neediest program needs', () => {
    const old = program('old', { minimumGlibc: '2.9' });
    const young = program('young', { minimumGlibc: '2.17' });
    const alone = program('alone', { static: true });
    expect(needOf('x86_64-unknown-linux-gnu', young, old, alone)).toEqual([{ glibc: '2.17' }]);
    expect(needOf('x86_64-unknown-linux-gnu', old, program('older', { minimumGlibc: '2.2.5' }))).toEqual([
      { glibc: '2.9' },
    ]);
    expect(needOf('x86_64-unknown-linux-gnu', alone)).toEqual(['static']);
    expect(needOf('x86_64-unknown-linux-musl', alone, old)).toEqual(['musl']);
    expect(needOf('aarch64-apple-darwin', old)).toEqual([undefined]);
  });

  it('has a program, and a platform that a system tells of itself', () => {
    const library = { ...program('libacme.so'), kind: 'library' };
    expect(needOf('x86_64-unknown-linux-gnu', library)).toEqual([]);
    expect(needOf('my-own-target', program('acme'))).toEqual([]);
  });
});

describe('the installers of a release', () => {
  const linux = file('x86_64-unknown-linux-gnu', 'acme-linux.tar.gz', [program('acme', { minimumGlibc: '2.17' })]);
  const windows = file('x86_64-pc-windows-gnu', 'acme-windows.zip', [program("it's.exe")]);

  it('are those of its systems', () => {
    const names = (...files: readonly ReleaseFile[]) =>
      renderInstallers(releaseOf(...files), URL).map(({ name }) => name);
    expect(names(linux)).toEqual(['install.sh']);
    expect(names(windows)).toEqual(['install.ps1']);
    expect(names(linux, windows)).toEqual(['install.sh', 'install.ps1']);
    expect(names()).toEqual([]);
  });

  it('know each file by its digest, and where it will be', () => {
    const [sh, ps1] = renderInstallers(releaseOf(linux, windows), URL);
    const row = `acme|linux|x86_64|2.17|acme-linux.tar.gz|${digestOfBytes('acme-linux.tar.gz')}|acme/acme`;
    expect(sh?.text.split('\n')).toEqual(expect.arrayContaining([row, "url='https://example.org/acme/v1.2.3'"]));
    expect(ps1?.text).toContain(`Sha256 = '${digestOfBytes('acme-windows.zip')}'; Programs = @('acme/it''s.exe')`);
  });

  it('are summed, and not written where nobody asked for them', () => {
    const options = { sidecars: false, manifestText: false };
    const names = renderReleaseFiles(releaseOf(linux), options).map(({ name }) => name);
    expect(names).toEqual(['SHA256SUMS', 'manifest.json']);
    const [sums] = renderReleaseFiles(releaseOf(linux), { ...options, installUrl: URL });
    const [sh] = renderInstallers(releaseOf(linux), URL);
    expect(sums?.text).toContain(`${digestOfBytes(sh?.text ?? '')}  install.sh\n`);
  });

  it('cannot be asked for a unit whose name no shell takes for one word', () => {
    const odd = file('x86_64-unknown-linux-gnu', 'odd.tar.gz', [program('acme')], 'my app; true');
    expect(() => renderInstallers(releaseOf(odd), URL)).toThrow(
      /the unit's name "my app; true" has characters other than letters/,
    );
  });
});
