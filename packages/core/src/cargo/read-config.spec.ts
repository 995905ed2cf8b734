import type { Failure } from '../failure';
import { renderFailure } from '../failure';
import { readCargoConfig } from './read-config';

const read = (files: Record<string, string>) =>
  readCargoConfig({ cargoRoot: '/w/rust', cargoHome: '/home/.cargo', readText: (path) => files[path] });

describe('readCargoConfig', () => {
  it('takes the nearer value, makes paths absolute from where each file stands, and says what it read', () => {
    const { config, files } = read({
      '/w/rust/.cargo/config.toml': `
[build]
target-dir = "out"
[target.aarch64-unknown-linux-gnu]
linker = "near-gcc"
[env]
PLAIN = "near"
TABLE = { value = "x", force = true }
RELATIVE = { value = "certs/ca.pem", relative = true }
`,
      '/w/.cargo/config.toml': `
[build]
target-dir = "far"
[target.aarch64-unknown-linux-gnu]
linker = "far-gcc"
rustflags = ["-Cfar"]
runner = "qemu"
[env]
PLAIN = "far"
FAR = "1"
`,
      '/home/.cargo/config.toml': '[registries.company]\nindex = "sparse+https://example.com/"\n',
    });
    expect({ config, files }).toEqual({
      config: {
        targets: { 'aarch64-unknown-linux-gnu': { linker: 'near-gcc', rustflags: ['-Cfar'] } },
        env: { PLAIN: 'near', TABLE: 'x', RELATIVE: '/w/rust/certs/ca.pem', FAR: '1' },
        targetDir: '/w/rust/out',
      },
      files: ['/w/rust/.cargo/config.toml', '/w/.cargo/config.toml', '/home/.cargo/config.toml'],
    });
  });

  it('reads a cargo home above the workspace once', () => {
    const files = { '/w/.cargo/config.toml': '[build]\nrustflags = ["-Cx"]\n' };
    const { config } = readCargoConfig({
      cargoRoot: '/w/rust',
      cargoHome: '/w/.cargo',
      readText: (path) => (files as Record<string, string>)[path],
    });
    expect(config.buildRustflags).toEqual(['-Cx']);
  });

  it.each([
    [
      'text that is no TOML',
      { '/w/.cargo/config.toml': '[build\n' },
      'nx-cross manifest-invalid: /w/.cargo/config.toml:1:2: is not valid TOML: incomplete key-value: cannot find end of key.',
    ],
    [
      'flags that are none',
      { '/w/.cargo/config.toml': '[build]\nrustflags = 3\n' },
      'nx-cross manifest-invalid: /w/.cargo/config.toml: `build.rustflags` must be a string or a list of strings.',
    ],
    [
      'an include of nothing',
      { '/w/.cargo/config.toml': 'include = ["gone.toml"]\n' },
      'nx-cross manifest-unreadable: /w/.cargo/config.toml: includes gone.toml, which is not there.',
    ],
  ])('refuses %s', (_what, files, expected) => {
    let message = '';
    try {
      read(files as unknown as Record<string, string>);
    } catch (failure) {
      message = renderFailure(failure as Failure);
    }
    expect(message).toBe(expected);
  });
});
