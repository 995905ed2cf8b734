/**
 * A workspace of two programs that compile in a second and share a crate, released together: for tests in which the
 * program does not matter.
 */
export const ACME: Readonly<Record<string, string>> = {
  'Cargo.toml': '[workspace]\nmembers = ["apps/*", "libs/*"]\nresolver = "2"\n',
  'Cargo.lock': `version = 4

[[package]]
name = "greeter"
version = "1.2.3"
dependencies = [
 "words",
]

[[package]]
name = "parter"
version = "1.2.3"
dependencies = [
 "words",
]

[[package]]
name = "words"
version = "0.1.0"
`,
  ...program('greeter', 'hello'),
  ...program('parter', 'goodbye'),
  'libs/words/Cargo.toml': '[package]\nname = "words"\nversion = "0.1.0"\nedition = "2021"\n',
  'libs/words/src/lib.rs':
    'pub fn hello() -> &\'static str { "hello" }\npub fn goodbye() -> &\'static str { "goodbye" }\n',
  'releases/acme/nx-cross.json': '{ "release": { "name": "acme", "units": ["apps/greeter", "apps/parter"] } }\n',
};

function program(name: string, word: string): Record<string, string> {
  return {
    [`apps/${name}/Cargo.toml`]: `[package]
name = "${name}"
version = "1.2.3"
edition = "2021"
[dependencies]
words = { path = "../../libs/words" }
`,
    [`apps/${name}/src/main.rs`]: `fn main() { println!("${name} {} {}", env!("CARGO_PKG_VERSION"), words::${word}()); }\n`,
    [`apps/${name}/nx-cross.json`]: '{}\n',
  };
}

/** The same for a cross gcc, which holds no glibc floor. */
export const ACME_WITHOUT_FLOOR = { ...ACME, ...withoutFloor(ACME) };

function withoutFloor(files: Readonly<Record<string, string>>): Record<string, string> {
  const units = Object.entries(files).filter(([path]) => /^apps\/.*nx-cross\.json$/.test(path));
  return Object.fromEntries(
    units.map(([path, text]) => [path, JSON.stringify({ ...(JSON.parse(text) as object), glibc: 'none' })]),
  );
}
