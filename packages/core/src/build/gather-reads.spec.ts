import { copyFileSync, linkSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { CargoMessage } from '../cargo';
import { gatherReads } from './gather-reads';

const HASH = '0123456789abcdef';

describe('gatherReads', () => {
  let root: string;
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'gather-'));
  });
  afterEach(() => rmSync(root, { recursive: true }));

  function write(path: string, text: string): string {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
    return join(root, path);
  }

  const artifact = (folder: string, files: readonly string[], local = true): CargoMessage => ({
    kind: 'artifact',
    packageId: local ? `path+file://${root}/${folder}#1.0.0` : `registry+https://index#${folder}@1.0.0`,
    manifestPath: join(root, folder, 'Cargo.toml'),
    files: files.map((file) => join(root, file)),
    fresh: true,
    wantsDebug: false,
  });
  const gather = (...messages: CargoMessage[]) => {
    const { files, variables } = gatherReads({ cwd: root }, messages);
    return {
      files: [...files].map(([file, by]) => `${by}: ${file.replace(`${root}/`, '')}`),
      variables: variables.map(({ name, value, by, isLocal }) => [by, name, value, isLocal]),
    };
  };

  it('reads dep-info of a library under the name that it has without `lib`', () => {
    write('target/deps/libwords.so', '');
    write(`target/deps/words-${HASH}.d`, 'x: libs/words/src/lib.rs /etc/words\n\n# env-dep:GREETING=hi\n');
    expect(gather(artifact('libs/words', [`target/deps/libwords-${HASH}.rlib`]))).toEqual({
      files: ['compiler: libs/words/src/lib.rs', 'compiler: /etc/words'],
      variables: [['compiler', 'GREETING', 'hi', true]],
    });
  });

  it.each([
    ['linked', linkSync],
    ['copied', copyFileSync],
  ] as const)('finds that of the one of several builds that was %s to its place', (_how, place) => {
    const other = 'f'.repeat(16);
    write(`target/deps/app-${other}`, 'older');
    write(`target/deps/app-${other}.d`, 'x: old.rs\n\n# env-dep:OLD\n');
    const made = write(`target/deps/app-${HASH}`, 'newer');
    write(`target/deps/app-${HASH}.d`, 'x: new.rs\n\n# env-dep:NEW\n');
    place(made, join(root, 'target/app'));
    expect(gather(artifact('app', ['target/app']))).toEqual({
      files: ['compiler: new.rs'],
      variables: [['compiler', 'NEW', undefined, true]],
    });
  });

  it('reads what a build script said, from where its crate lies', () => {
    write(`target/build/app-${HASH}/output`, 'cargo:rerun-if-changed=proto\ncargo::rerun-if-env-changed=CI\n');
    write(`target/deps/app-${HASH}.d`, 'x: src/main.rs\n');
    const message = artifact('apps/app', [`target/deps/libapp-${HASH}.rmeta`]);
    const script: CargoMessage = {
      kind: 'build-script',
      packageId: message.packageId,
      outDir: join(root, `target/build/app-${HASH}/out`),
    };
    expect(gather(message, script)).toEqual({
      files: ['compiler: src/main.rs', 'build script: apps/app/proto'],
      variables: [['build script', 'CI', undefined, true]],
    });
  });

  it('takes a published crate’s files from the lock file, and its variables as they are', () => {
    write(`target/deps/dirs-${HASH}.d`, 'x: /cargo/dirs/lib.rs\n\n# env-dep:HOME=/home/me\n');
    expect(gather(artifact('dirs', [`target/deps/libdirs-${HASH}.rlib`], false))).toEqual({
      files: [],
      variables: [['compiler', 'HOME', '/home/me', false]],
    });
  });

  it('does not take what it cannot find for nothing', () => {
    expect(() => gather(artifact('app', [`target/deps/libapp-${HASH}.rlib`]))).toThrow('Cargo left no dep-info beside');
  });
});
