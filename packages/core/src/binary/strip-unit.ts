import { basename, join } from 'node:path';
import type { Artifact, ArtifactRecord } from '../artifact';
import {
  copyArtifact,
  describeFile,
  fillDirectory,
  readArtifactRecord,
  verifyArtifactFiles,
  writeArtifactRecord,
} from '../artifact';
import type { Platform } from '../platform/platform';
import type { Host } from '../toolchain/host';
import type { ObjcopyTool } from '../toolchain/objcopy';
import type { StripOptions } from '../unit/unit';
import { readBinary } from './read-binary';
import { runStrip } from './run-strip';
import { planStrip } from './strip';

export interface StripRequest {
  /** Folder of the stage before, with its artifact record; absolute. */
  readonly from: string;
  /** Emptied first; absolute. */
  readonly outputFolder: string;
  readonly platform: Platform;
  readonly options: StripOptions;
  /** Asked for only when there is something to strip. */
  readonly findTool: () => Promise<ObjcopyTool>;
}

/**
 * The strip stage of one unit and platform: each binary without its symbols, the rest as it was, and the record.
 * Failures: those of reading a record, of finding the tool, of {@link planStrip} and {@link runStrip}.
 */
export function stripUnit(request: StripRequest, host: Host): Promise<ArtifactRecord> {
  return fillDirectory(request.outputFolder, () => stripRecord(request, host));
}

async function stripRecord(request: StripRequest, host: Host): Promise<ArtifactRecord> {
  const record = await readArtifactRecord(request.from);
  await verifyArtifactFiles(record, request.from);
  const artifacts: Artifact[] = [];
  for (const artifact of record.artifacts) {
    const strippable = request.options.enabled && artifact.binary !== undefined && artifact.kind !== 'symbols';
    artifacts.push(...(strippable ? await strip(artifact, request, host) : [await pass(artifact, request)]));
  }
  const stripped: ArtifactRecord = { ...record, stage: 'strip', artifacts };
  await writeArtifactRecord(request.outputFolder, stripped);
  return stripped;
}

async function strip(artifact: Artifact, request: StripRequest, host: Host): Promise<Artifact[]> {
  const input = join(request.from, artifact.path);
  const output = join(request.outputFolder, artifact.name);
  const tool = await request.findTool();
  const plan = planStrip({
    tool,
    host,
    platform: request.platform,
    facts: await readBinary(input),
    input,
    output,
    splitSymbols: request.options.splitSymbols,
  });
  const result = await runStrip({ run: (argv, options) => host.run(argv, { ...options, env: tool.env }) }, plan);
  const file = await describeFile(output);
  const stripped: Artifact = {
    ...artifact,
    ...file,
    path: artifact.name,
    binary: result.facts,
    sizes: { ...artifact.sizes, stripped: file.size },
  };
  return result.symbols === undefined ? [stripped] : [stripped, await describeSymbols(artifact, result.symbols)];
}

async function describeSymbols(artifact: Artifact, symbols: string): Promise<Artifact> {
  const name = basename(symbols);
  return {
    name,
    kind: 'symbols',
    ...(artifact.platform === undefined ? {} : { platform: artifact.platform }),
    path: name,
    ...(await describeFile(symbols)),
  };
}

async function pass(artifact: Artifact, request: StripRequest): Promise<Artifact> {
  await copyArtifact(join(request.from, artifact.path), join(request.outputFolder, artifact.name));
  return { ...artifact, path: artifact.name };
}
