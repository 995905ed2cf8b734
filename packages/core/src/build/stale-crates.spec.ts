import { mkdirSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { CargoMessage } from '../cargo';
import type { PlatformId } from '../platform';
import type { BuiltCrates } from './stale-crates';
import { forgetStaleCrates, rememberCrates, requireAnew } from './stale-crates';

const HASH = '0123456789abcdef';

describe('crates that cargo must compile anew', () => {
  let folder: string;
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'stale-'))));
  afterEach(() => rmSync(folder, { recursive: true }));

  const built = (digest: string): BuiltCrates => ({
    targetDirectory: folder,
    platform: 'x86_64-unknown-linux-gnu' as PlatformId,
    profile: 'release',
    crates: [{ name: 'words', manifestPath: '/w/Cargo.toml', digests: { files: digest } }],
  });
  const fingerprints = () => join(folder, 'release', '.fingerprint', `words-${HASH}`);

  function write(path: string, secondsAgo = 0): string {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, '');
    const time = Date.now() / 1000 - secondsAgo;
    utimesSync(path, time, time);
    return path;
  }

  /** A build script that cargo compiled, by cargo's layout. */
  function compile(secondsAgo: number): CargoMessage {
    write(join(fingerprints(), 'build-script-build-script-build'), secondsAgo);
    const file = write(join(folder, 'release', 'build', `words-${HASH}`, 'build-script-build'), secondsAgo);
    return {
      kind: 'artifact',
      packageId: 'words',
      manifestPath: '/w/Cargo.toml',
      fresh: true,
      files: [file],
      wantsDebug: false,
    };
  }

  it('are those that are not what was remembered', () => {
    compile(10);
    rememberCrates(built('a'));
    expect(forgetStaleCrates(built('a'))).toEqual([]);
    expect(forgetStaleCrates(built('b'))).toMatchObject([{ name: 'words' }]);
    expect(readdirSync(fingerprints())).toEqual([]);
  });

  it('may not come from an earlier build', () => {
    const message = compile(10);
    const forgotten = forgetStaleCrates(built('b'));
    expect(() => requireAnew(forgotten, [message], folder)).toThrow(/took words from an earlier build/);
    expect(() => requireAnew(forgotten, [{ ...message, fresh: false } as CargoMessage], folder)).not.toThrow();
  });

  it('may come from the host’s part, where only the platform’s part is of another state', () => {
    const message = compile(10);
    write(join(folder, 'x86_64-unknown-linux-gnu', 'release', '.fingerprint', `words-${HASH}`, 'lib-words'), 10);
    rememberCrates({ ...built('b'), platform: 'aarch64-unknown-linux-gnu' as PlatformId });
    const forgotten = forgetStaleCrates(built('b'));
    expect(forgotten).toMatchObject([{ name: 'words' }]);
    expect(() => requireAnew(forgotten, [message], folder)).not.toThrow();
  });

  it('may come from a build beside this one, which told cargo of it after it was forgotten', () => {
    const message = compile(10);
    const forgotten = forgetStaleCrates(built('b'));
    write(join(fingerprints(), 'build-script-build-script-build'), -1);
    expect(() => requireAnew(forgotten, [message], folder)).not.toThrow();
  });

  it('are not their build scripts, where these are what another platform’s build has left', () => {
    const script = compile(10);
    rememberCrates(built('a'));
    const musl = { ...built('a'), platform: 'x86_64-unknown-linux-musl' as PlatformId };
    // Its own build broke off before it could be remembered.
    const place = join(folder, musl.platform, 'release');
    write(join(place, '.fingerprint', `words-${HASH}`, 'bin-words'), 10);
    const program = { ...script, files: [write(join(place, 'words'), 10)] } as CargoMessage;
    const forgotten = forgetStaleCrates(musl);
    expect(forgotten).toMatchObject([{ fingerprints: join(place, '.fingerprint') }]);
    expect(() => requireAnew(forgotten, [script], folder)).not.toThrow();
    expect(() => requireAnew(forgotten, [script, program], folder)).toThrow(/took words from an earlier build/);
  });
});
