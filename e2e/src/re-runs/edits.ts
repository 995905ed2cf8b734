import { EXTRA, EXTRA_LOCKED } from './workspace';

/** What somebody does to the workspace, and to the environment of the run after it. */
export interface Edit {
  /** Path → its text after the edit, from that before; of a file that is not there, from the empty text. */
  readonly files?: Readonly<Record<string, (text: string) => string>>;
  readonly env?: Readonly<Record<string, string>>;
  /** Words for git. */
  readonly git?: readonly string[];
  /** What held before, run and in the cache. */
  readonly given?: Edit;
}

const GREETER = 'apps/greeter/nx-cross.json';
const ACME = 'releases/acme/nx-cross.json';
const MANIFESTS = ['apps/greeter/Cargo.toml', 'apps/tool/Cargo.toml'];

const more = (text: string) => (before: string) => `${before}${text}`;
const instead = (from: string, to: string) => (before: string) => {
  if (!before.includes(from)) throw new Error(`${JSON.stringify(from)} is not there to be replaced`);
  return before.replaceAll(from, to);
};
/** Keys of a JSON file, `overrides` and `release` merged. */
const set = (keys: object) => (before: string) => JSON.stringify(merge(JSON.parse(before || '{}') as object, keys));

function merge(before: object, keys: object): object {
  const release =
    'release' in keys && 'release' in before
      ? { release: { ...(before.release as object), ...(keys.release as object) } }
      : {};
  return { ...before, ...keys, ...release };
}

/** Of the plugin's options in nx.json. */
const setPlugin = (change: (options: { platforms: string[]; groups?: object }) => object) => (before: string) => {
  const json = JSON.parse(before) as { plugins: [{ plugin: string; options: { platforms: string[] } }, ...unknown[]] };
  const [own, ...others] = json.plugins;
  return JSON.stringify({ ...json, plugins: [{ ...own, options: change(own.options) }, ...others] });
};

const settings = (keys: object): Edit => ({ files: { [GREETER]: set(keys) } });
const append = (path: string, text: string): Edit => ({ files: { [path]: more(text) } });

const EXTRA_ADDED = {
  ...Object.fromEntries(Object.entries(EXTRA).map(([path, text]) => [path, () => text])),
  // Where cargo itself would put it: the packages of a lock file are sorted by name.
  'Cargo.lock': instead('\n[[package]]\nname = "greeter"', `${EXTRA_LOCKED}\n[[package]]\nname = "greeter"`),
};
const EXTRA_GATHERED = { [ACME]: set({ release: { units: ['apps/greeter', 'apps/tool', 'apps/extra'] } }) };

/** The edits of the rows, by the rows' ids. */
export const EDITS: Readonly<Record<string, Edit>> = {
  nothing: {},
  source: { files: { 'apps/greeter/src/main.rs': instead('words::count()', 'words::count() + 1') } },
  comment: append('apps/greeter/src/main.rs', '// The end.\n'),
  library: { files: { 'libs/words/src/lib.rs': instead('"hello of "', '"good day of "') } },
  'dev-dependency': append('libs/checks/src/lib.rs', 'pub fn fails(claim: bool) { assert!(!claim); }\n'),
  tests: append('apps/greeter/tests/greets.rs', '#[test]\nfn greets() {}\n'),
  readme: append('apps/greeter/README.md', 'More.\n'),
  'workspace-readme': append('README.md', 'More.\n'),
  'workspace-licence': append('LICENSE', 'More.\n'),
  'readme-embedded': append('apps/tool/README.md', 'More.\n'),
  'readme-undeclared': append('apps/greeter/src/main.rs', 'pub const README: &str = include_str!("../README.md");\n'),
  'no-project': append('notes/today.txt', 'Nothing.\n'),
  generated: append('pages/page.txt', 'and come in\n'),
  wrap: settings({ archive: { wrapInDirectory: true } }),
  format: settings({ overrides: { '*-musl': { archive: { format: 'zip' } } } }),
  'allowed-libraries': settings({ verify: { allowedLibraries: ['libm.so.6'] } }),
  strip: settings({ strip: { enabled: false } }),
  smoke: settings({ smoke: { arguments: ['--loud'] } }),
  'smoke-required': settings({ smoke: { required: ['linux-*'] } }),
  'opt-level': settings({ overrides: { '*-musl': { optLevel: 's' } } }),
  embeds: settings({ embeds: { version: 'RELEASED_AS' } }),
  inputs: settings({ inputs: ['{workspaceRoot}/proto/*.proto'] }),
  tag: { files: { [ACME]: set({ release: { tag: '{name}-{version}' } }) } },
  sidecars: { files: { [ACME]: set({ release: { sidecars: true } }) } },
  'unit-added': { files: { ...EXTRA_ADDED, ...EXTRA_GATHERED } },
  'release-version': { env: { NX_CROSS_VERSION: '4.5.6' } },
  version: { env: { VERSION: '5.6.7' } },
  'source-date-epoch': { env: { SOURCE_DATE_EPOCH: '1700000000' } },
  rustflags: { env: { RUSTFLAGS: '-Cdebuginfo=0' } },
  'passed-variable': { env: { TOOL_MOTTO: 'festina lente' } },
  'other-variable': { env: { GREETER_MOTTO: 'festina lente' } },
  commit: {
    git: [
      '-c',
      'user.name=e2e',
      '-c',
      'user.email=e2e@example.org',
      'commit',
      '--quiet',
      '--allow-empty',
      '-m',
      'More',
    ],
  },
  'program-version': {
    given: { env: { NX_CROSS_VERSION: '7.8.9' } },
    files: {
      'apps/greeter/Cargo.toml': instead('"1.2.3"', '"1.2.4"'),
      'Cargo.lock': instead('name = "greeter"\nversion = "1.2.3"', 'name = "greeter"\nversion = "1.2.4"'),
    },
  },
  versions: {
    files: Object.fromEntries([...MANIFESTS, 'Cargo.lock'].map((path) => [path, instead('"1.2.3"', '"1.3.0"')])),
  },
  'library-version': {
    files: {
      'libs/words/Cargo.toml': instead('"0.1.0"', '"0.2.0"'),
      'Cargo.lock': instead('name = "words"\nversion = "0.1.0"', 'name = "words"\nversion = "0.2.0"'),
    },
  },
  profile: { files: { 'Cargo.toml': instead('opt-level = 0', 'opt-level = 0\npanic = "abort"') } },
  'profile-dev': append('Cargo.toml', '[profile.dev]\ndebug = 0\n'),
  uninherited: append('Cargo.toml', '[workspace.lints.rust]\nunused = "allow"\n[workspace.dependencies]\nryu = "1"\n'),
  'cargo-config': append('.cargo/config.toml', '# Nothing yet.\n'),
  lock: { files: { 'nx-cross.lock': more('\n') } },
  platform: { files: { 'nx.json': setPlugin((own) => ({ ...own, platforms: [...own.platforms, 'linux-aarch64'] })) } },
  group: { files: { 'nx.json': setPlugin((own) => ({ ...own, groups: { static: ['*-musl'] } })) } },
  'nx-json': { files: { 'nx.json': set({ parallel: 2 }) } },
  gitignore: append('.gitignore', 'drafts\n'),
  renamed: settings({ targets: { strip: 'slim' } }),
  exclude: settings({ exclude: ['*-musl'] }),
  'own-target': append(
    'apps/greeter/project.json',
    '{ "name": "greeter", "targets": { "hello": { "command": "true" } } }\n',
  ),
  'unit-gathered': {
    // Other texts than in the rows before, whose results are in the cache.
    given: {
      files: {
        ...EXTRA_ADDED,
        'apps/extra/src/main.rs': () => 'fn main() { println!("{}", words::count()); }\n',
        'apps/greeter/README.md': more('Gathered.\n'),
        'apps/tool/README.md': more('Gathered.\n'),
      },
    },
    files: EXTRA_GATHERED,
  },
};
