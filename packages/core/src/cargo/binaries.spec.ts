import { Failures, renderFailure } from '../failure';
import type { BinarySources } from './binaries';
import { resolveBinaries } from './binaries';
import { crateAt } from './closure';
import { openManifests } from './manifests';

const FILES: Record<string, string> = {
  'server/Cargo.toml': '[package]\nname = "server"\nversion = "1.0.0"\nedition = "2021"\n',
  'cli/Cargo.toml': `[package]
name = "cli"
version = "1.0.0"
edition = "2021"
[features]
extra = []
[[bin]]
name = "tool"
path = "a.rs"
[[bin]]
name = "extra-tool"
path = "b.rs"
required-features = ["extra"]
`,
  'other/Cargo.toml': '[package]\nname = "other"\nedition = "2021"\n[[bin]]\nname = "tool"\npath = "a.rs"\n',
  'lib/Cargo.toml': '[package]\nname = "shared"\nedition = "2021"\n',
  'locked/Cargo.toml':
    '[package]\nname = "gated"\nedition = "2021"\n[[bin]]\nname = "g"\npath = "a.rs"\nrequired-features = ["x"]\n',
  'copy/Cargo.toml': '[package]\nname = "copied"\nedition = "2021"\n',
  'copy2/Cargo.toml': '[package]\nname = "copied"\nedition = "2021"\n',
};

const manifests = openManifests((path) => FILES[path]);
const sources: BinarySources = {
  crates: ['server', 'cli', 'other', 'lib', 'locked', 'copy', 'copy2'].map((folder) => crateAt(manifests, folder)),
  manifests,
  list: (path) => (path === 'server/src' ? [{ name: 'main.rs', isFolder: false }] : undefined),
  features: [],
  defaultFeatures: true,
  file: 'server/nx-cross.json',
};

const names = (wanted: Record<string, string[]>, changed: Partial<BinarySources> = {}) =>
  resolveBinaries(wanted, { ...sources, ...changed }).map(
    ({ crate, binaries }) => `${crate.root}: ${binaries.join(' ')}`,
  );

function failures(wanted: Record<string, string[]>): string[] {
  try {
    return names(wanted);
  } catch (error) {
    return error instanceof Failures ? error.failures.map(renderFailure) : [renderFailure(error as never)];
  }
}

describe('resolveBinaries', () => {
  it.each<[string, Record<string, string[]>, Partial<BinarySources>, string[]]>([
    ['all of a crate', { server: [] }, {}, ['server: server']],
    ['of several crates, in the order of the unit', { server: [], cli: ['tool'] }, {}, ['server: server', 'cli: tool']],
    ['those alone whose features are on', { cli: [] }, {}, ['cli: tool']],
    ['all whose features are on', { cli: [] }, { features: ['extra'] }, ['cli: extra-tool tool']],
    ['what is named, as it is named', { cli: ['tool', 'extra-tool'] }, {}, ['cli: tool extra-tool']],
  ])('takes %s', (_what, wanted, changed, expected) => {
    expect(names(wanted, changed)).toEqual(expected);
  });

  it.each<[string, Record<string, string[]>, string[]]>([
    [
      'a misspelt crate',
      { sever: [] },
      ['nx-cross crate-unknown: server/nx-cross.json: There is no crate `sever`.\n  → Did you mean server?'],
    ],
    [
      'a crate like no other',
      { 'something-else': [] },
      [
        'nx-cross crate-unknown: server/nx-cross.json: There is no crate `something-else`.\n' +
          '  → Known crates: cli, copied, gated, other, server, shared.',
      ],
    ],
    [
      'a misspelt binary',
      { cli: ['tol', 'tool'] },
      ['nx-cross binary-unknown: server/nx-cross.json: The crate `cli` has no binary `tol`.\n  → Did you mean tool?'],
    ],
    [
      'a crate with a library only',
      { shared: [] },
      [
        'nx-cross binary-unknown: server/nx-cross.json: The crate `shared` has no binary.\n' +
          '  → Add src/main.rs or a [[bin]] to lib/Cargo.toml, or name another crate.',
      ],
    ],
    [
      'a crate all of whose binaries need a feature',
      { gated: [] },
      [
        'nx-cross binary-unknown: server/nx-cross.json: Every binary of the crate `gated` needs features that are not enabled.\n' +
          '  → Enable them in `features` (g: x).',
      ],
    ],
    [
      'two crates of one name',
      { copied: [] },
      ['nx-cross name-collision: server/nx-cross.json: Several crates are called `copied`: copy, copy2.'],
    ],
    [
      'two binaries of one name',
      { cli: [], other: [] },
      [
        'nx-cross name-collision: server/nx-cross.json: The crates `cli` and `other` both have a binary `tool`.\n' +
          '  → Ship one of them in a unit of its own.',
      ],
    ],
    [
      'all mistakes at once',
      { sever: [], server: ['serve'] },
      [
        'nx-cross crate-unknown: server/nx-cross.json: There is no crate `sever`.\n  → Did you mean server?',
        'nx-cross binary-unknown: server/nx-cross.json: The crate `server` has no binary `serve`.\n  → Did you mean server?',
      ],
    ],
  ])('refuses %s', (_what, wanted, expected) => {
    expect(failures(wanted)).toEqual(expected);
  });
});
