/** A crate that compiles in a second, and the release unit that ships it. */
export interface SmallUnit {
  /** The one platform that it ships for. */
  readonly platform: string;
  /** nx-cross.json beside `exclude`. */
  readonly settings?: object;
  readonly main?: string;
  /** Cargo.toml beside `[package]`. */
  readonly manifest?: string;
  /** Further files of its folder, or others in place of its own. */
  readonly files?: Readonly<Record<string, string>>;
}

/** The files of a unit at `apps/<name>`, in a workspace that has these platforms. */
export function smallUnit(name: string, own: SmallUnit, platforms: readonly string[]): Record<string, string> {
  const exclude = platforms.filter((other) => other !== own.platform);
  const files = {
    'Cargo.toml': `[package]\nname = "${name}"\nversion = "1.0.0"\nedition = "2021"\n${own.manifest ?? ''}`,
    'src/main.rs': own.main ?? 'fn main() { println!("hello"); }\n',
    'nx-cross.json': JSON.stringify({ exclude, ...own.settings }),
    ...own.files,
  };
  return Object.fromEntries(Object.entries(files).map(([path, text]) => [`apps/${name}/${path}`, text]));
}

/** The files of several units, and the manifest of the cargo workspace that they share. */
export function smallUnits(
  units: Readonly<Record<string, SmallUnit>>,
  platforms: readonly string[],
): Record<string, string> {
  const alone = Object.keys(units).filter((name) => units[name]?.manifest?.includes('[workspace]'));
  const exclude = JSON.stringify(alone.map((name) => `apps/${name}`));
  return {
    'Cargo.toml': `[workspace]\nmembers = ["apps/*"]\nexclude = ${exclude}\nresolver = "2"\n[profile.release]\nopt-level = 0\n`,
    ...Object.assign({}, ...Object.entries(units).map(([name, own]) => smallUnit(name, own, platforms))),
  };
}
