import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { cannotWrite, digestOf } from '../artifact';
import type { PlatformId } from '../platform';

/** What must be equal of two builds for one platform, or cargo would take the one's result for the other's. */
export interface DirectoryUse {
  /** Absolute folder in which cargo's target directories lie. */
  readonly base: string;
  /** Of the directory: `host`, or that of an image. */
  readonly name: string;
  readonly platform: PlatformId;
  readonly profile: string;
  /** The release unit's name. */
  readonly unit: string;
  /** Names of the binaries: each is one file in the directory. */
  readonly binaries: readonly string[];
  /** Everything that decides bytes and that cargo does not watch: linkers, C compilers, variables of build scripts. */
  readonly unwatched: unknown;
  /** Variables that are another value with each commit, and that cargo watches only in part. */
  readonly embeds: boolean;
}

/**
 * Cargo's target directory for a build of an environment: one for all triples, since that compiles the host's part
 * (build scripts, procedural macros) once; measured on two cores, it costs less CPU than a directory for each triple.
 *
 * Cargo watches sources, flags and rustc. It does not watch what links, which C compiler a build script has called, nor
 * variables that a build script reads without saying so; and two units may ship binaries of one name. So the first build
 * of a platform claims the directory for what it uses, and one that uses anything else has a directory of its own.
 */
export function claimTargetDirectory(use: DirectoryUse): string {
  return chooseDirectory(use, takeClaim);
}

/** The directory that {@link claimTargetDirectory} would give now, for whoever only looks. */
export function findTargetDirectory(use: DirectoryUse): string {
  return chooseDirectory(use, (directory, claim) => (readClaim(directory, claim) ?? claim.text) === claim.text);
}

function chooseDirectory(use: DirectoryUse, holds: (directory: string, claim: Claim) => boolean): string {
  const shared = join(use.base, use.name);
  const claims = claimsOf(use);
  return claims.every((claim) => holds(shared, claim))
    ? shared
    : join(use.base, `${use.name}-${digestOf(claims).slice(0, 12)}`);
}

interface Claim {
  readonly name: string;
  readonly text: string;
}

function claimsOf({ platform, profile, unit, binaries, unwatched, embeds }: DirectoryUse): readonly Claim[] {
  return [
    { name: platform, text: digestOf({ unwatched, ...(embeds ? { unit } : {}) }) },
    ...binaries.map((binary) => ({ name: `${platform}.${profile}.${binary}`, text: unit })),
  ];
}

/** Made or found in one step, since builds of other units may start at the same moment. */
function takeClaim(directory: string, claim: Claim): boolean {
  const file = claimFile(directory, claim);
  try {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, claim.text, { flag: 'wx' });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return readClaim(directory, claim) === claim.text;
    // Made, and empty for want of room: it would keep everybody out of the directory.
    rmSync(file, { force: true });
    throw cannotWrite(file, error);
  }
}

function readClaim(directory: string, claim: Claim): string | undefined {
  const file = claimFile(directory, claim);
  return existsSync(file) ? readFileSync(file, 'utf8') : undefined;
}

function claimFile(directory: string, { name }: Claim): string {
  return join(directory, '.nx-cross', name);
}
