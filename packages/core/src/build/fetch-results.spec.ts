import type { CargoMessage } from '../cargo';
import { wantedFiles } from './fetch-results';

const T = '/ws/target/nx-cross/image-1/x86_64-unknown-linux-gnu/release';
const listed = (inode: string) => ({ inode, mtimeMs: 0 });

const LISTING = new Map([
  [`${T}/server`, listed('1')],
  [`${T}/server.d`, listed('2')],
  [`${T}/deps/server-0123456789abcdef`, listed('1')],
  [`${T}/deps/server-0123456789abcdef.d`, listed('3')],
  [`${T}/deps/server-fedcba9876543210`, listed('4')],
  [`${T}/deps/server-fedcba9876543210.d`, listed('5')],
  [`${T}/deps/libwords-aaaaaaaaaaaaaaaa.rlib`, listed('6')],
  [`${T}/deps/words-aaaaaaaaaaaaaaaa.d`, listed('7')],
  [`${T}/build/server-1/output`, listed('8')],
  [`${T}/.fingerprint/words-1/lib-words`, listed('9')],
]);

const artifact = (files: readonly string[], binary?: string): CargoMessage => ({
  kind: 'artifact',
  packageId: 'path+file:///ws/server#1.0.0',
  manifestPath: '/ws/server/Cargo.toml',
  files,
  fresh: false,
  wantsDebug: false,
  ...(binary === undefined ? {} : { executable: { binary, path: files[0] ?? '' } }),
});

describe('wantedFiles', () => {
  it('takes programs and dep-info, of a program also that under the name that rustc gave it', () => {
    const { contents, traces, absent } = wantedFiles([artifact([`${T}/server`], 'server')], LISTING);
    expect(contents).toEqual([`${T}/server.d`, `${T}/deps/server-0123456789abcdef.d`, `${T}/server`]);
    expect(traces).toEqual([`${T}/.fingerprint/words-1/lib-words`, `${T}/deps/server-0123456789abcdef`]);
    expect(absent).toEqual([]);
  });

  it('takes of a library what was read for it, not the library', () => {
    const { contents, traces } = wantedFiles([artifact([`${T}/deps/libwords-aaaaaaaaaaaaaaaa.rlib`])], LISTING);
    expect(contents).toEqual([`${T}/deps/words-aaaaaaaaaaaaaaaa.d`]);
    expect(traces).toContain(`${T}/deps/libwords-aaaaaaaaaaaaaaaa.rlib`);
  });

  it('takes what build scripts said', () => {
    const run: CargoMessage = { kind: 'build-script', packageId: 'a', outDir: `${T}/build/server-1/out` };
    expect(wantedFiles([run], LISTING).contents).toEqual([`${T}/build/server-1/output`]);
  });

  it('names what is not there, so that none of an earlier build is taken for it', () => {
    const { contents, absent } = wantedFiles([artifact([`${T}/deps/libgone-bbbbbbbbbbbbbbbb.rlib`])], LISTING);
    expect(contents).toEqual([]);
    expect(absent).toEqual([`${T}/deps/gone-bbbbbbbbbbbbbbbb.d`]);
  });
});
