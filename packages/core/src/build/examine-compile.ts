import { join } from 'node:path';
import type { PassedOver } from '../artifact';
import { Failure, settle } from '../failure';
import type { EnvironmentName } from '../platform';
import type { Host, RustToolchain, ToolIdentity } from '../toolchain';
import { findStd, identityOf, probeRust, probeUnitTool, stdHint } from '../toolchain';
import type { LinkerStrategy } from '../unit';
import { chooseLinker, linkerIdentities, probeLinkers } from './choose-linker';
import { isPulled } from './look-at-image';
import type { Machine } from './machine';
import { chooseCompileEnvironment } from './resolve-toolchain';
import type { CompileDemand } from './tool-demand';

/** Something that a platform lacks on this machine. */
export interface Lack {
  readonly what: string;
  /** The line that mends it. */
  readonly hint?: string;
  /** Of an engine or an image, about which {@link diagnoseContainers} says more. */
  readonly ofContainers?: true;
}

/** What would compile, or what stands in its way. */
export interface ExaminedCompile {
  /** Where it would be compiled; absent where nowhere. */
  readonly environment?: EnvironmentName;
  /** The image that it would be compiled in and that a build would have to pull first. */
  readonly pulls?: string;
  /** Absent where nothing can link, and where an image does. */
  readonly linker?: LinkerStrategy;
  readonly tools: readonly ToolIdentity[];
  readonly passedOver: readonly PassedOver[];
  readonly lacks: readonly Lack[];
}

/** The first environment that lacks nothing; where each lacks something, the host, whose tools a person installs. */
export async function examineCompile(compile: CompileDemand, machine: Machine): Promise<ExaminedCompile> {
  const tried: ExaminedCompile[] = [];
  for (const environment of compile.environments) {
    const found =
      environment === 'host' ? await examineHost(compile, machine) : await examineContainer(compile, machine);
    const passedOver = [...tried.flatMap((before) => before.passedOver), ...found.passedOver];
    if (found.lacks.length === 0) return { ...found, passedOver };
    tried.push(found);
  }
  const told = tried[compile.environments.indexOf('host')] ?? tried[0];
  return { tools: [], lacks: [], ...told, passedOver: tried.flatMap(({ passedOver }) => passedOver) };
}

async function examineHost(compile: CompileDemand, { workspaceRoot, host }: Machine): Promise<ExaminedCompile> {
  const rust = await settle(probeRust(host, join(workspaceRoot, compile.cargoRoot), compile.toolchain));
  if (rust instanceof Failure) {
    return { tools: [], passedOver: [], lacks: [lackOf(rust), ...(await missingTools(compile.tools, host))] };
  }
  const { platform, floor, strategy } = compile;
  const linker = await settle(chooseLinker({ platform, floor, wanted: strategy }, probeLinkers(host, rust)));
  const links = linker instanceof Failure ? undefined : linker;
  return {
    ...(links === undefined ? {} : { environment: 'host', linker: links.linker.strategy }),
    tools: [identityOf(rust.rustc), ...(links === undefined ? [] : linkerIdentities(links.linker))],
    passedOver: links?.passedOver ?? [],
    lacks: [
      ...(linker instanceof Failure ? [lackOf(linker)] : []),
      ...missingStd(compile, rust),
      ...(await missingTools(compile.tools, host)),
    ],
  };
}

async function examineContainer(compile: CompileDemand, machine: Machine): Promise<ExaminedCompile> {
  const pulls = await findImageToPull(compile, machine);
  if (pulls !== undefined) return { environment: 'container', pulls, tools: [], passedOver: [], lacks: [] };
  const found = await settle(chooseCompileEnvironment({ ...compile, environments: ['container'] }, machine));
  if (found instanceof Failure) {
    const lacks = [{ ...lackOf(found), ofContainers: true }] as const;
    return { tools: [], passedOver: [{ choice: 'container', reason: found.message }], lacks };
  }
  return { environment: 'container', tools: found.identity.tools, passedOver: found.passedOver, lacks: [] };
}

/** The image that a build would pull, since none before it in the list is there. */
async function findImageToPull({ images }: CompileDemand, machine: Machine): Promise<string | undefined> {
  const engine = await settle(machine.engine());
  if (engine instanceof Failure) return undefined;
  for (const name of images) {
    const image = await settle(machine.image(name));
    if (!(image instanceof Failure)) return undefined;
    if (image.code === 'image-missing' && isPulled(name, machine.containers.pull)) return name;
  }
  return undefined;
}

function missingStd({ platform, buildsStd }: CompileDemand, rust: RustToolchain): Lack[] {
  if (buildsStd || findStd(rust, platform.id) !== undefined) return [];
  return [{ what: `Rust’s std for ${platform.id}`, hint: stdHint(rust, platform.id) }];
}

async function missingTools(names: readonly string[], host: Host): Promise<Lack[]> {
  const found = await Promise.all(names.map((name) => probeUnitTool(host, name)));
  return names
    .filter((_, index) => found[index] === undefined)
    .map((name) => ({ what: name, hint: `Install ${name}.` }));
}

export function lackOf(failure: Failure): Lack {
  return { what: failure.message, ...(failure.hint === undefined ? {} : { hint: failure.hint }) };
}
