/**
 * The workspace of the table in docs/caching.md: two programs that share a library, in one release. `greeter` has a
 * dependency of crates.io and a dev-dependency; `tool` embeds its README, a variable and what another target makes.
 */
export const WORKSPACE: Readonly<Record<string, string>> = {
  'README.md': '# acme\n',
  LICENSE: 'MIT\n',
  'Cargo.toml': `[workspace]
members = ["apps/*", "libs/*"]
resolver = "2"
[profile.release]
opt-level = 0
`,
  'apps/greeter/Cargo.toml': `${crate('greeter', '1.2.3')}itoa = "1"
[dev-dependencies]
checks = { path = "../../libs/checks" }
`,
  'apps/greeter/src/main.rs': `const VERSION: &str = env!("CARGO_PKG_VERSION");
fn main() { println!("{VERSION} {} {}", words::hello(), itoa::Buffer::new().format(words::count())); }
`,
  'apps/greeter/nx-cross.json': '{}\n',
  'apps/greeter/README.md': '# greeter\n',
  'apps/tool/Cargo.toml': crate('tool', '1.2.3'),
  'apps/tool/src/main.rs': `const README: &str = include_str!("../README.md");
const PAGE: &str = include_str!("../../../pages/generated/page.txt");
const VERSION: &str = env!("CARGO_PKG_VERSION");
fn main() { println!("{VERSION} {} {README} {PAGE} {:?}", words::hello(), option_env!("TOOL_MOTTO")); }
`,
  'apps/tool/nx-cross.json': JSON.stringify({
    dependsOn: ['pages:build'],
    inputs: ['{projectRoot}/README.md'],
    passEnv: ['TOOL_MOTTO'],
  }),
  'apps/tool/README.md': '# tool\n',
  'libs/words/Cargo.toml': '[package]\nname = "words"\nversion = "0.1.0"\nedition = "2021"\n',
  'libs/words/src/lib.rs': `pub fn hello() -> &'static str { concat!("hello of ", env!("CARGO_PKG_VERSION")) }
pub fn count() -> u32 { 7 }
`,
  'libs/checks/Cargo.toml': '[package]\nname = "checks"\nversion = "0.1.0"\nedition = "2021"\n',
  'libs/checks/src/lib.rs': 'pub fn holds(claim: bool) { assert!(claim); }\n',
  'pages/page.txt': 'welcome\n',
  'pages/project.json': JSON.stringify({
    name: 'pages',
    targets: {
      build: {
        command: 'mkdir -p pages/generated && cp pages/page.txt pages/generated/',
        cache: true,
        inputs: ['{projectRoot}/*'],
        outputs: ['{projectRoot}/generated'],
      },
    },
  }),
  'releases/acme/nx-cross.json': JSON.stringify({ release: { name: 'acme', units: ['apps/greeter', 'apps/tool'] } }),
  '.gitignore': 'node_modules\ndist\ntarget\n.nx\n.rig\ngenerated\n',
};

function crate(name: string, version: string): string {
  return `[package]
name = "${name}"
version = "${version}"
edition = "2021"
[dependencies]
words = { path = "../../libs/words" }
`;
}

/** A third program and its unit, as somebody adds them; the lock file has it too. */
export const EXTRA: Readonly<Record<string, string>> = {
  'apps/extra/Cargo.toml': crate('extra', '1.2.3'),
  'apps/extra/src/main.rs': 'fn main() { println!("{}", words::hello()); }\n',
  'apps/extra/nx-cross.json': '{}\n',
};

export const EXTRA_LOCKED = '\n[[package]]\nname = "extra"\nversion = "1.2.3"\ndependencies = [\n "words",\n]\n';

export const PLUGIN_OPTIONS = { platforms: ['linux-x86_64', 'linux-x86_64-musl'] };

/** `nx` words that run every task of the workspace. */
export const EVERYTHING = ['run-many', '--targets=checksum-all,smoke-all', '--parallel=2'];
