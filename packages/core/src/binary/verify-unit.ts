import { join } from 'node:path';
import type { Artifact, ArtifactRecord } from '../artifact';
import { copyArtifact, fillDirectory, readArtifactRecord, verifyArtifactFiles, writeArtifactRecord } from '../artifact';
import type { Failure } from '../failure';
import { throwFailures } from '../failure';
import type { GlibcFloor, Platform } from '../platform/platform';
import type { VerifyOptions } from '../unit/unit';
import { findBuildPaths } from './build-paths';
import { checkBinary } from './check-binary';
import { readVersionedSymbols } from './elf-versions';
import { verifyCodeSignature } from './mach-o-signature';
import { readBinary } from './read-binary';
import { verifyBinary } from './verify-binary';

export interface VerifyRequest {
  /** Folder of the stage before, with its artifact record; absolute. */
  readonly from: string;
  /** Emptied first; absolute. */
  readonly outputFolder: string;
  readonly platform: Platform;
  readonly floor: GlibcFloor | undefined;
  readonly options: VerifyOptions;
  /** Absolute folders of this machine that no binary may mention. */
  readonly buildRoots: readonly string[];
}

/**
 * The verify stage of one unit and platform: the binaries as they ship, read once more and held against the policy.
 * What passes is copied into the stage's own folder, so that the next stage depends on it alone.
 *
 * @throws Failures every violation of every binary.
 */
export function verifyUnit(request: VerifyRequest): Promise<ArtifactRecord> {
  return fillDirectory(request.outputFolder, () => verifyRecord(request));
}

async function verifyRecord(request: VerifyRequest): Promise<ArtifactRecord> {
  const record = await readArtifactRecord(request.from);
  await verifyArtifactFiles(record, request.from);
  const artifacts: Artifact[] = [];
  const violations: Failure[] = [];
  for (const artifact of record.artifacts) {
    const isBinary = artifact.kind === 'executable' || artifact.kind === 'library';
    const { failures, facts } = isBinary ? await verify(artifact, request) : { failures: [], facts: undefined };
    violations.push(...failures);
    artifacts.push({ ...artifact, path: artifact.name, ...(facts === undefined ? {} : { binary: facts }) });
  }
  throwFailures(violations);
  for (const artifact of record.artifacts) {
    await copyArtifact(join(request.from, artifact.path), join(request.outputFolder, artifact.name));
  }
  const verified: ArtifactRecord = { ...record, stage: 'verify', artifacts };
  await writeArtifactRecord(request.outputFolder, verified);
  return verified;
}

async function verify(artifact: Artifact, request: VerifyRequest) {
  const file = join(request.from, artifact.path);
  const { platform, floor, options } = request;
  const kind = artifact.kind === 'library' ? 'shared-library' : 'executable';
  const [facts, symbols, buildPaths, signatureProblem] = await Promise.all([
    readBinary(file),
    readVersionedSymbols(file),
    options.buildPaths ? [] : findBuildPaths(file, request.buildRoots),
    verifyCodeSignature(file),
  ]);
  // The glibc policy is verifyBinary's: a unit may ask for another one than it was compiled for.
  const foreign = checkBinary(artifact.name, facts, platform, { kind });
  const violations = verifyBinary({
    name: artifact.name,
    facts,
    symbols,
    platform,
    options,
    ...(floor === undefined ? {} : { floor }),
    buildPaths,
    ...(signatureProblem === undefined ? {} : { signatureProblem }),
  });
  return { facts, failures: foreign.length > 0 ? foreign : violations };
}
