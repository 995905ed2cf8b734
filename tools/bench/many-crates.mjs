/** Cargo workspaces of any size, as texts: what a graph is made from, and nothing that would compile long. */

/** Of crates without a unit: how many a unit has for itself, beside the ones that all share. */
const sharedCrates = 20;

/**
 * Files of a workspace with `units` programs and so many libraries that there are `crates` crates. Each program needs
 * the shared libraries, and its own part of the others, which form a chain.
 */
export function manyCrates({ crates, units }) {
  const libraries = Array.from({ length: crates - units }, (_, index) => `lib-${index}`);
  const shared = libraries.slice(0, Math.min(sharedCrates, libraries.length));
  const own = libraries.slice(shared.length);
  const share = Math.ceil(own.length / units);
  const programs = Array.from({ length: units }, (_, index) => ({
    name: `unit-${index}`,
    needs: [...shared, ...own.slice(index * share, (index + 1) * share).slice(0, 1)],
  }));
  const chained = own.map((name, index) => ({
    name,
    needs: (index + 1) % share === 0 ? [] : own.slice(index + 1, index + 2),
  }));
  const all = [
    ...shared.map((name) => ({ name, needs: [] })),
    ...chained,
    ...programs.map((program) => ({ ...program, unit: true })),
  ];
  return {
    'Cargo.toml': '[workspace]\nmembers = ["crates/*"]\nresolver = "2"\n',
    'Cargo.lock': `version = 4\n${all.map(lockEntry).join('')}`,
    ...Object.assign({}, ...all.map(crateFiles)),
  };
}

function crateFiles({ name, needs, unit }) {
  const dependencies = needs.map((each) => `${each} = { path = "../${each}" }\n`).join('');
  return {
    [`crates/${name}/Cargo.toml`]: `[package]\nname = "${name}"\nversion = "0.1.0"\nedition = "2021"\n[dependencies]\n${dependencies}`,
    [`crates/${name}/src/${unit ? 'main' : 'lib'}.rs`]: unit ? 'fn main() {}\n' : '',
    ...(unit ? { [`crates/${name}/nx-cross.json`]: '{}\n' } : {}),
  };
}

function lockEntry({ name, needs }) {
  const dependencies =
    needs.length === 0 ? '' : `dependencies = [\n${needs.map((each) => ` "${each}",\n`).join('')}]\n`;
  return `\n[[package]]\nname = "${name}"\nversion = "0.1.0"\n${dependencies}`;
}
