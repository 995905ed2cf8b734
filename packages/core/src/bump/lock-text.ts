import { compareBuild } from 'semver';

/** A crate of the workspace, with its version before and now. */
export interface BumpedCrate {
  readonly name: string;
  readonly from: string;
  readonly to: string;
}

interface LockedPackage {
  readonly name: string;
  readonly version: string;
  /** Absent for crates that lie in a folder. */
  readonly source: string | undefined;
}

/** What the file has of a package: its lines, without the empty one behind. */
interface Section {
  readonly lines: readonly string[];
  readonly before: LockedPackage;
  readonly after: LockedPackage;
}

/**
 * Cargo.lock after some crates of the workspace got new versions, byte for byte as cargo itself would write it
 * (`encodable_package_id` in cargo's resolver/encode.rs), without a cargo and without a network: the versions of crates in
 * folders are the manifests' own, and nothing else of the file follows from them.
 */
export function bumpLock(text: string, bumped: readonly BumpedCrate[]): string {
  const eol = text.includes('\r\n') ? '\r\n' : '\n';
  const sections = text
    .replaceAll('\r\n', '\n')
    .trimEnd()
    .split(/\n+(?=\[)/);
  const packages = sections.filter((section) => section.startsWith('[[package]]')).map((s) => readSection(s, bumped));
  const names = new Set(bumped.map(({ name }) => name));
  const short = !sections.some((section) => section.startsWith('[metadata]'));
  const written = sortPackages(packages).map((section) => renderSection(section, packages, { names, short }));
  const first = sections.findIndex((section) => section.startsWith('[[package]]'));
  if (first === -1) return text;
  const rest = sections
    .filter((section) => !section.startsWith('[[package]]'))
    .map((section) =>
      section.startsWith('[[patch.unused]]') ? renderVersion(readSection(section, bumped)).join('\n') : section,
    );
  const all = [...rest.slice(0, first), ...written, ...rest.slice(first)];
  return `${all.join('\n\n')}\n`.replaceAll('\n', eol);
}

function readSection(section: string, bumped: readonly BumpedCrate[]): Section {
  const lines = section.split('\n');
  const field = (key: string) =>
    lines.flatMap((line) => (line.startsWith(`${key} = "`) ? [line.slice(key.length + 4, -1)] : []))[0];
  const before = { name: field('name') ?? '', version: field('version') ?? '', source: field('source') };
  const bump = before.source === undefined ? bumpOf(before, bumped) : undefined;
  return { lines, before, after: { ...before, version: bump?.to ?? before.version } };
}

/** A lock file that was stale before has another version than the manifest had. */
function bumpOf({ name, version }: LockedPackage, bumped: readonly BumpedCrate[]): BumpedCrate | undefined {
  const same = bumped.filter((crate) => crate.name === name);
  return same.length === 1 ? same[0] : same.find(({ from }) => from === version);
}

/** By name, version and source, as cargo has them; the others keep their order, whoever wrote it. */
function sortPackages(packages: readonly Section[]): Section[] {
  return packages
    .map((section, index) => ({ section, index }))
    .sort((a, b) => {
      const [one, other] = [a.section.after, b.section.after];
      return one.name === other.name
        ? compareBuild(one.version, other.version) || a.index - b.index
        : a.index - b.index;
    })
    .map(({ section }) => section);
}

interface Encoding {
  /** Of packages whose mentions may have to change. */
  readonly names: ReadonlySet<string>;
  /** Whether what is unique goes without its version; cargo before 1.41 wrote all of them in full. */
  readonly short: boolean;
}

const DEPENDENCY = /^ "(\S+?)(?: (\S+?))?(?: \((.*)\))?",$/;

function renderVersion({ lines, before, after }: Section): string[] {
  return lines.map((line) => (line === `version = "${before.version}"` ? `version = "${after.version}"` : line));
}

function renderSection(section: Section, packages: readonly Section[], encoding: Encoding): string {
  const own = renderVersion(section);
  const renamed = own.map((line) => renderDependency(line, packages, encoding));
  const isDependency = (line: string) => line.startsWith(' "');
  // Without what closes the string: a name comes before the same name with more behind it.
  const bare = (line: string) => line.slice(0, -'",'.length);
  const sorted = renamed.filter(isDependency).sort((a, b) => (bare(a) < bare(b) ? -1 : 1));
  const changed = renamed.some((line, index) => isDependency(line) && line !== own[index]);
  return (changed ? renamed.map((line) => (isDependency(line) ? (sorted.shift() ?? line) : line)) : renamed).join('\n');
}

function renderDependency(line: string, packages: readonly Section[], { names, short }: Encoding): string {
  const [, name, version, source] = DEPENDENCY.exec(line) ?? [];
  if (name === undefined || !names.has(name)) return line;
  const same = packages.filter(({ before }) => before.name === name);
  const meant = same.filter(
    ({ before }) =>
      (version === undefined || before.version === version) &&
      (source === undefined || withoutCommit(before.source) === source),
  );
  // Of two with one version, the one in a folder goes without a source.
  const target = meant.find(({ before }) => before.source === source) ?? meant[0];
  if (target === undefined) return line;
  return ` "${encode(
    target.after,
    same.map(({ after }) => after),
    short,
  )}",`;
}

function encode({ name, version, source }: LockedPackage, same: readonly LockedPackage[], short: boolean): string {
  const full = [name, version, ...(source === undefined ? [] : [`(${withoutCommit(source)})`])].join(' ');
  if (!short || same.filter((each) => each.version === version).length > 1) return full;
  return same.length === 1 ? name : `${name} ${version}`;
}

/** A git dependency is named without the commit that its package has. */
function withoutCommit(source: string | undefined): string {
  return source?.split('#')[0] ?? '';
}
