/** Every platform that is built here, with what could tell two machines apart. */
export const PLATFORMS = [
  'linux-x86_64',
  'linux-aarch64',
  'linux-x86_64-musl',
  'linux-aarch64-musl',
  'windows-x86_64',
  'darwin-x86_64',
  'darwin-aarch64',
];

/** It names its own file, and the day on which it was compiled; `assert` names the file again. */
const C_SOURCE = `#include <assert.h>
const char *c_file(void) { return __FILE__; }
const char *c_time(void) { return __DATE__ " " __TIME__; }
int c_half(int whole) { assert(whole % 2 == 0); return whole / 2; }
`;

const BUILD_SCRIPT = `fn main() {
    println!("cargo:rerun-if-changed=native/half.c");
    // Where the C compiler writes it, in a folder of cargo's that another machine has elsewhere.
    let out = std::env::var("OUT_DIR").unwrap();
    std::fs::write(format!("{out}/table.rs"), "pub fn table() -> &'static str { file!() }").unwrap();
    cc::Build::new().file("native/half.c").debug(true).compile("half");
}
`;

/** With places in sources of its own, of a generated file, of a crate of crates.io and of std. */
const MAIN = `use std::{ffi::CStr, os::raw::{c_char, c_int}, panic::Location};
use serde::de::{value::{Error, StrDeserializer}, Deserialize, IntoDeserializer};
use stamp::Named;
extern "C" {
    fn c_file() -> *const c_char;
    fn c_time() -> *const c_char;
    fn c_half(whole: c_int) -> c_int;
}
include!(concat!(env!("OUT_DIR"), "/table.rs"));
#[derive(Named)]
struct Teller;
#[track_caller]
fn here() -> &'static Location<'static> { Location::caller() }
fn main() {
    let (file, time) = unsafe { (CStr::from_ptr(c_file()), CStr::from_ptr(c_time())) };
    let version = semver::Version::parse(env!("CARGO_PKG_VERSION")).unwrap();
    let number: StrDeserializer<Error> = "7".into_deserializer();
    println!("{} {version} {}", Teller::NAME, here());
    println!("{file:?} {time:?} {} {} {:?}", unsafe { c_half(8) }, table(), u8::deserialize(number));
}
`;

const MACRO = `use proc_macro::{TokenStream, TokenTree};
#[proc_macro_derive(Named)]
pub fn named(item: TokenStream) -> TokenStream {
    let words: Vec<TokenTree> = item.into_iter().collect();
    let place = words.iter().position(|word| word.to_string() == "struct").unwrap();
    let name = words[place + 1].to_string();
    let code = format!("impl {name} {{ pub const NAME: &'static str = concat!(\\"{name} of \\", file!()); }}");
    code.parse().unwrap()
}
`;

/** C code, a proc macro, crates of crates.io; symbols are split off. */
export const WORKSPACE: Readonly<Record<string, string>> = {
  '.gitignore': 'node_modules\ndist\ntarget\n.nx\n.rig\n',
  'README.md': '# teller\n',
  'Cargo.toml': `[workspace]
members = ["apps/*", "libs/*"]
resolver = "2"
[profile.release]
opt-level = 0
`,
  'apps/teller/Cargo.toml': `[package]
name = "teller"
version = "1.2.3"
edition = "2021"
[dependencies]
semver = "=1.0.26"
serde = "=1.0.219"
stamp = { path = "../../libs/stamp" }
[build-dependencies]
cc = "=1.2.16"
`,
  'apps/teller/build.rs': BUILD_SCRIPT,
  'apps/teller/native/half.c': C_SOURCE,
  'apps/teller/src/main.rs': MAIN,
  'apps/teller/nx-cross.json': JSON.stringify({ strip: { splitSymbols: true } }),
  'libs/stamp/Cargo.toml': `[package]
name = "stamp"
version = "0.1.0"
edition = "2021"
[lib]
proc-macro = true
`,
  'libs/stamp/src/lib.rs': MACRO,
};
