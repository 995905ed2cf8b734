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
import type { RunObjcopy } from './run-strip';
import { runStrip } from './run-strip';
import { planStrip } from './strip';

/** An objcopy, the machine that it runs on, this one or a container, and how it is run there. */
export interface StripTool {
  readonly objcopy: ObjcopyTool;
  readonly host: Pick<Host, 'os' | 'architecture'>;
  readonly run: RunObjcopy;
}

export interface StripRequest {
  /** Folder of the stage before, with its artifact record; absolute. */
  readonly from: string;
  /** Emptied first; absolute. */
  readonly outputFolder: string;
  readonly platform: Platform;
  readonly options: StripOptions;
  /** Has the tool for as long as the work takes; asked for only when there is something to strip. */
  readonly withTool: <T>(work: (tool: StripTool) => Promise<T>) => Promise<T>;
}

/**
 * The strip stage of one unit and platform: each binary without its symbols, the rest as it was, and the record.
 * Failures: those of reading a record, of finding the tool, of {@link planStrip} and {@link runStrip}.
 */
export function stripUnit(request: StripRequest): Promise<ArtifactRecord> {
  return fillDirectory(request.outputFolder, () => stripRecord(request));
}

async function stripRecord(request: StripRequest): Promise<ArtifactRecord> {
  const record = await readArtifactRecord(request.from);
  await verifyArtifactFiles(record, request.from);
  const all = (tool?: StripTool) => stripArtifacts(record.artifacts, request, tool);
  const wantsTool = request.options.enabled && record.artifacts.some(isStrippable);
  const artifacts = await (wantsTool ? request.withTool(all) : all());
  const stripped: ArtifactRecord = { ...record, stage: 'strip', artifacts };
  await writeArtifactRecord(request.outputFolder, stripped);
  return stripped;
}

function isStrippable({ binary, kind }: Artifact): boolean {
  return binary !== undefined && kind !== 'symbols';
}

async function stripArtifacts(
  artifacts: readonly Artifact[],
  request: StripRequest,
  tool: StripTool | undefined,
): Promise<Artifact[]> {
  const stripped: Artifact[] = [];
  for (const artifact of artifacts) {
    const strips = tool !== undefined && isStrippable(artifact);
    stripped.push(...(strips ? await strip(artifact, request, tool) : [await pass(artifact, request)]));
  }
  return stripped;
}

async function strip(
  artifact: Artifact,
  request: StripRequest,
  { objcopy: tool, host, run }: StripTool,
): Promise<Artifact[]> {
  const input = join(request.from, artifact.path);
  const output = join(request.outputFolder, artifact.name);
  const plan = planStrip({
    tool,
    host,
    platform: request.platform,
    facts: await readBinary(input),
    input,
    output,
    splitSymbols: request.options.splitSymbols,
  });
  const result = await runStrip(run, plan);
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
