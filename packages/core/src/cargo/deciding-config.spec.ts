import { decidingConfig, outsideConfigDigest } from './deciding-config';
import { readCargoConfig } from './read-config';
import { parseToml } from './toml';

const parse = (text: string) => parseToml(text, 'config.toml');

describe('decidingConfig', () => {
  it.each([
    '[build]\nrustflags = ["-Ctarget-cpu=x86-64-v2"]\n',
    '[build]\nrustc = "/opt/rustc"\n',
    '[target.x86_64-unknown-linux-gnu]\nlinker = "clang"\n',
    "[target.'cfg(unix)']\nrustflags = []\n",
    '[profile.release]\nlto = true\n',
    '[env]\nGREETING = { value = "hi", force = true }\n',
    '[unstable]\nbuild-std = ["core"]\n',
    '[patch.crates-io]\nlog = { path = "/log" }\n',
    'paths = ["/elsewhere/log"]\n',
    '[resolver]\nincompatible-rust-versions = "allow"\n',
    // Of a cargo that is newer than this list.
    '[unheard-of]\nkey = 1\n',
  ])('keeps %j', (text) => {
    expect(decidingConfig(parse(text))).toEqual(parse(text));
  });

  it.each([
    '[build]\njobs = 2\ntarget-dir = "/t"\nrustc-wrapper = "sccache"\nincremental = true\n',
    '[target.x86_64-pc-windows-gnu]\nrunner = "wine"\n',
    '[alias]\nb = "build"\n',
    '[http]\nproxy = "http://proxy"\n[net]\noffline = true\n[term]\nverbose = true\n',
    '[registry]\ntoken = "secret"\n[registries.own]\nindex = "sparse+https://own"\n',
    '[source.crates-io]\nreplace-with = "mirror"\n[source.mirror]\nregistry = "https://mirror"\n',
    'include = ["other.toml"]\n',
    '',
  ])('leaves out %j', (text) => {
    expect(decidingConfig(parse(text))).toEqual({});
  });
});

describe('outsideConfigDigest', () => {
  const digest = (files: Readonly<Record<string, string>>, root = '/home/me/work') => {
    const places = { cargoRoot: `${root}/rust`, cargoHome: '/home/me/.cargo', readText: (path: string) => files[path] };
    return outsideConfigDigest(readCargoConfig(places).sources, root);
  };
  const flags = '[build]\nrustflags = ["-Cx"]\n';

  it('is absent for the workspace’s own files, which are hashed as files, and for what decides nothing', () => {
    expect(digest({ '/home/me/work/rust/.cargo/config.toml': flags, '/home/me/work/.cargo/config.toml': flags })).toBe(
      undefined,
    );
    expect(digest({ '/home/me/.cargo/config.toml': '[net]\nretry = 1\n' })).toBeUndefined();
  });

  it.each([
    ['cargo home', '/home/me/.cargo/config.toml'],
    ['a folder above', '/home/.cargo/config.toml'],
  ])('is there for %s, the same wherever it lies', (_what, file) => {
    expect(digest({ [file]: flags })).toBe(digest({ '/.cargo/config': `${flags}[net]\nretry = 1\n` }));
    expect(digest({ [file]: flags })).not.toBe(digest({ [file]: flags.replace('x', 'y') }));
  });

  it('knows which of two files comes first, and what they include', () => {
    const [one, two] = ['[env]\nA = "1"\n', '[env]\nA = "2"\n'];
    const both = (near: string, far: string) =>
      digest({ '/home/.cargo/config.toml': near, '/.cargo/config.toml': far });
    expect(both(one, two)).not.toBe(both(two, one));
    const including = { '/home/me/.cargo/config.toml': 'include = ["more.toml"]\n' };
    expect(digest({ ...including, '/home/me/.cargo/more.toml': one })).toBe(digest({ '/.cargo/config': one }));
    const own = { '/home/me/work/.cargo/config.toml': 'include = ["more.toml"]\n' };
    expect(digest({ ...own, '/home/me/work/.cargo/more.toml': one })).toBe(digest({ '/.cargo/config': one }));
  });
});
