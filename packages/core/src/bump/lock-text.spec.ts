import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { bumpLock } from './lock-text';

const bumps = (from: string, to: string) => [{ name: 'words', from, to }];

describe('bumpLock', () => {
  it('leaves a file without packages, and one without the crate', () => {
    expect(bumpLock('version = 4\n', bumps('0.1.0', '0.2.0'))).toBe('version = 4\n');
    const other = 'version = 4\r\n\r\n[[package]]\r\nname = "a"\r\nversion = "0.1.0"\r\n';
    expect(bumpLock(other, bumps('0.1.0', '0.2.0'))).toBe(other);
  });

  it('writes every mention in full where cargo before 1.41 did', () => {
    const lock = (version: string) =>
      `[[package]]\nname = "a"\nversion = "0.1.0"\ndependencies = [\n "words ${version}",\n]\n\n[[package]]\nname = "words"\nversion = "${version}"\n\n[metadata]\n`;
    expect(bumpLock(lock('0.1.0'), bumps('0.1.0', '0.2.0'))).toBe(lock('0.2.0'));
  });

  it('takes the version of a lock file that was stale before, and of an unused patch', () => {
    const lock = (version: string) =>
      `version = 4\n\n[[package]]\nname = "words"\nversion = "${version}"\n\n[[patch.unused]]\nname = "words"\nversion = "${version}"\n`;
    expect(bumpLock(lock('0.0.9'), bumps('0.1.0', '0.2.0'))).toBe(lock('0.2.0'));
  });
});

/** A workspace crate and published ones of the same name, which cargo tells apart by as much as it takes. */
describe('a lock file of cargo’s own', () => {
  let root: string;
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'nx-cross-lock-'));
  });
  afterEach(() => rmSync(root, { recursive: true }));

  function write(files: Readonly<Record<string, string>>): void {
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(join(root, path), text);
    }
  }

  /** A registry in a folder, which cargo takes for crates.io: no network. */
  function published(name: string, version: string): Record<string, string> {
    const folder = `vendor/${name}-${version}`;
    return {
      [`${folder}/Cargo.toml`]: `[package]\nname = "${name}"\nversion = "${version}"\nedition = "2021"\n[lib]\npath = "lib.rs"\n`,
      [`${folder}/lib.rs`]: '',
      [`${folder}/.cargo-checksum.json`]: '{ "files": {} }',
    };
  }

  const lockOf = (version: string, others: readonly string[]) => {
    const registry = others.map((other, index) => `other${index} = { package = "words", version = "=${other}" }\n`);
    write({
      '.cargo/config.toml':
        '[source.crates-io]\nreplace-with = "here"\n[source.here]\ndirectory = "vendor"\n[net]\noffline = true\n',
      'Cargo.toml': '[workspace]\nmembers = ["app", "words"]\nresolver = "2"\n',
      'app/Cargo.toml': `[package]\nname = "app"\nversion = "1.0.0"\nedition = "2021"\n[dependencies]\nwords = { path = "../words" }\n${registry.join('')}`,
      'app/src/lib.rs': '',
      'words/Cargo.toml': `[package]\nname = "words"\nversion = "${version}"\nedition = "2021"\n`,
      'words/src/lib.rs': '',
      ...Object.assign({}, ...others.map((other) => published('words', other))),
    });
    rmSync(join(root, 'Cargo.lock'), { force: true });
    execFileSync('cargo', ['generate-lockfile', '--offline'], { cwd: root, stdio: 'pipe' });
    return readFileSync(join(root, 'Cargo.lock'), 'utf8');
  };

  it.each([
    ['the only one of its name', '0.1.0', '0.2.0', []],
    ['from below another to above it', '0.1.0', '0.3.0', ['0.2.0']],
    ['between two others, and a prerelease', '0.1.0-rc.1', '0.10.0', ['0.9.0', '0.11.0']],
    ['to the very version of a published one', '0.1.0', '0.2.0', ['0.2.0']],
    ['away from the version of a published one', '0.2.0', '0.3.0', ['0.2.0']],
  ])('is what it would be: %s', (_what, from, to, others) => {
    const bumped = bumpLock(lockOf(from, others), bumps(from, to));
    expect(bumped).toBe(lockOf(to, others));
  });
});
