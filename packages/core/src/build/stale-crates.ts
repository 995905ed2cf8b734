import { existsSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { writeNote } from '../artifact';
import type { CargoMessage } from '../cargo';
import { Failure, throwFailures } from '../failure';
import type { PlatformId } from '../platform';

/** One of the workspace's own crates, as it is now. */
export interface CrateState {
  readonly name: string;
  /** Absolute path of its Cargo.toml. */
  readonly manifestPath: string;
  /**
   * Digests of what it is made of, by what they are called: of its files, and of what else its build script or a
   * procedural macro may read without saying so. A digest that is `undefined` is never what it was.
   */
  readonly digests: Readonly<Record<string, string | undefined>>;
}

export interface BuiltCrates {
  /** Cargo's target directory, absolute. */
  readonly targetDirectory: string;
  readonly platform: PlatformId;
  readonly profile: string;
  readonly crates: readonly CrateState[];
}

/** What {@link forgetStaleCrates} made cargo forget. */
export interface ForgottenCrate {
  readonly name: string;
  /** Absolute path of its Cargo.toml. */
  readonly manifestPath: string;
  /** Where cargo keeps what tells it that the crate is fresh; absolute. */
  readonly fingerprints: string;
  /** What was taken away there; absolute. */
  readonly files: readonly string[];
  /** Whether a file that cargo made is of the part of the target directory in which the crate was forgotten. */
  readonly holds: (file: string) => boolean;
  /** When, by the clock of the target directory's file system, in milliseconds since 1970. */
  readonly at: number;
}

/**
 * Makes cargo compile anew which of the workspace's own crates are not what they were when it last compiled them here.
 *
 * Cargo goes by the times of files: one that was restored with an older time, as a cache restores it, looks unchanged. And
 * it knows of build scripts and procedural macros only what they say they read. What it would take from an earlier build
 * would reach a shared cache under the hash of the present one.
 */
export function forgetStaleCrates(built: BuiltCrates): readonly ForgottenCrate[] {
  return placesOf(built).flatMap((place) =>
    built.crates
      .filter((crate) => !isCurrent(place, crate))
      .flatMap(({ name, manifestPath }) => {
        const fingerprints = join(place.folder, '.fingerprint');
        const at = readClock(place);
        const files = forget(fingerprints, name);
        return files.length === 0 ? [] : [{ name, manifestPath, fingerprints, files, at, holds: place.holds }];
      }),
  );
}

/** Other than the process's own clock, never ahead of the times of files that are written later. */
function readClock({ notes }: Place): number {
  const file = join(notes, 'clock');
  writeNote(file, '');
  return statSync(file).mtimeMs;
}

/** Notes what the crates were made of. Only after a build that succeeded. */
export function rememberCrates(built: BuiltCrates): void {
  for (const place of placesOf(built)) {
    for (const crate of built.crates) {
      for (const [what, digest] of Object.entries(crate.digests)) {
        if (digest === undefined) continue;
        writeNote(noteFile(place, crate.name, what), digest);
      }
    }
  }
}

/**
 * Cargo's own layout is nowhere promised: where it has taken a forgotten crate from an earlier build all the same, the
 * build must not count.
 *
 * @param messages What cargo said of the build.
 * @throws Failure `build-stale`
 */
export function requireAnew(
  forgotten: readonly ForgottenCrate[],
  messages: readonly CargoMessage[],
  targetDirectory: string,
): void {
  const fresh = messages.flatMap((message) => (message.kind === 'artifact' && message.fresh ? [message] : []));
  const taken = forgotten.filter((crate) =>
    fresh.some(
      ({ manifestPath, files }) =>
        manifestPath === crate.manifestPath &&
        files.some((file) => crate.holds(file) && isOlder(file, crate.at) && !isKnownSince(file, crate)),
    ),
  );
  throwFailures(
    [...new Set(taken.map(({ name }) => name))].map(
      (crate) =>
        new Failure('build-stale', {
          message: `Cargo took ${crate} from an earlier build, though its files or surroundings have changed since.`,
          hint: `Remove cargo’s target directory and build again: ${targetDirectory}`,
        }),
    ),
  );
}

function isOlder(file: string, at: number): boolean {
  return (statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? at) < at;
}

/**
 * A build that runs beside this one, for another platform say, may have compiled the crate just before it was forgotten,
 * and told cargo of it just afterwards. The hash in the file's name is that of its fingerprint.
 */
function isKnownSince(file: string, { fingerprints, name, at }: ForgottenCrate): boolean {
  const hash = /-([0-9a-f]{16})(?=[./])/.exec(file.slice(file.lastIndexOf(`${name}-`)))?.[1];
  if (hash === undefined) return false;
  return filesOf(join(fingerprints, `${name}-${hash}`)).some((fingerprint) => !isOlder(fingerprint, at));
}

/** The folders in which cargo keeps what a build makes, absolute. */
export function cargoFolders(built: Pick<BuiltCrates, 'targetDirectory' | 'platform' | 'profile'>): readonly string[] {
  return placesOf(built).map(({ folder }) => folder);
}

/** The triple's part of a target directory, and the host's. */
interface Place {
  readonly folder: string;
  readonly notes: string;
  readonly holds: (file: string) => boolean;
}

function placesOf({
  targetDirectory,
  platform,
  profile,
}: Pick<BuiltCrates, 'targetDirectory' | 'platform' | 'profile'>): readonly Place[] {
  const name = profileFolder(profile);
  const notes = join(targetDirectory, '.nx-cross', 'crates');
  const isOfPlatform = (file: string) => file.startsWith(join(targetDirectory, platform, '/'));
  return [
    {
      folder: join(targetDirectory, platform, name),
      notes: join(notes, `${platform}.${name}`),
      holds: isOfPlatform,
    },
    // Wherever cargo will put what it compiles for itself.
    { folder: join(targetDirectory, name), notes: join(notes, `host.${name}`), holds: (file) => !isOfPlatform(file) },
  ];
}

/** https://doc.rust-lang.org/cargo/reference/build-cache.html */
function profileFolder(profile: string): string {
  if (profile === 'dev' || profile === 'test') return 'debug';
  return profile === 'bench' ? 'release' : profile;
}

function isCurrent(place: Place, { name, digests }: CrateState): boolean {
  return Object.entries(digests).every(([what, digest]) => {
    const file = noteFile(place, name, what);
    return digest !== undefined && existsSync(file) && readFileSync(file, 'utf8') === digest;
  });
}

function noteFile({ notes }: Place, crate: string, what: string): string {
  return join(notes, `${crate}.${what}`);
}

/** Takes away what tells cargo that a crate is fresh, and nothing that another build may be reading. */
function forget(fingerprints: string, crate: string): readonly string[] {
  const files = fingerprintFiles(fingerprints, crate);
  for (const file of files) rmSync(file, { force: true });
  return files;
}

function fingerprintFiles(fingerprints: string, crate: string): readonly string[] {
  if (!existsSync(fingerprints)) return [];
  const own = readdirSync(fingerprints).filter(
    (name) => name.startsWith(`${crate}-`) && /^[0-9a-f]{16}$/.test(name.slice(crate.length + 1)),
  );
  return own.flatMap((name) => filesOf(join(fingerprints, name)));
}

/** Of one fingerprint: what cargo writes when the crate is compiled, not when it begins. */
function filesOf(fingerprint: string): readonly string[] {
  if (!existsSync(fingerprint)) return [];
  return readdirSync(fingerprint)
    .filter((file) => !file.startsWith('dep-') && file !== 'invoked.timestamp')
    .map((file) => join(fingerprint, file));
}
