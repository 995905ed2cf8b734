import type { Toml } from './toml';
import { asString, asTable } from './toml';

/** They inherit from nobody, or as cargo has it: https://doc.rust-lang.org/cargo/reference/profiles.html */
const BUILT_IN: Readonly<Record<string, string | undefined>> = {
  dev: undefined,
  release: undefined,
  test: 'dev',
  bench: 'release',
};

/**
 * Of a manifest's `[profile.…]` those that a build with one of them reads: the profile itself and all that it inherits
 * from. Where the chain does not end in the manifest (cargo's configuration may hold profiles, too) all of them.
 */
export function decidingProfiles(profiles: Toml = {}, profile: string): Toml {
  const chain: Record<string, unknown> = {};
  for (let name: string | undefined = profile; name !== undefined; name = parentOf(name, profiles)) {
    const isKnown = Object.hasOwn(BUILT_IN, name) || asString(asTable(profiles[name])?.['inherits']) !== undefined;
    if (!isKnown || Object.hasOwn(chain, name)) return profiles;
    chain[name] = profiles[name] ?? null;
  }
  return chain;
}

function parentOf(name: string, profiles: Toml): string | undefined {
  const named = asString(asTable(profiles[name])?.['inherits']);
  return named ?? (Object.hasOwn(BUILT_IN, name) ? BUILT_IN[name] : undefined);
}
