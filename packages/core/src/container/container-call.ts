import { existsSync } from 'node:fs';
import type Dockerode from 'dockerode';
import { Failure } from '../failure';
import type { Copies } from './copies';
import type { ReceiveFile } from './copy-out';
import type { Engine } from './engine';

/** A folder or file of the engine's machine, or a volume of the engine's, that the container sees. */
export type Mount =
  | { readonly kind: 'folder'; readonly source: string; readonly target: string; readonly readOnly?: boolean }
  | { readonly kind: 'volume'; readonly volume: string; readonly target: string; readonly readOnly?: boolean };

/** What a container is made of. */
export interface ContainerShape {
  /** A tag, a digest or an id; the image must be there. */
  readonly image: string;
  /** What people call it, for failures, where `image` is an id. */
  readonly imageName?: string;
  /** The whole command: an entry point of the image is set aside. */
  readonly argv: readonly [string, ...string[]];
  /** Beside what the image sets. */
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string;
  readonly mounts: readonly Mount[];
  /** `1000:1000`; the image's where absent, which a rootless engine maps to the one who runs it. */
  readonly user?: string;
  readonly memoryBytes?: number;
  readonly cpus?: number;
  readonly network: 'host' | 'none' | 'bridge';
}

export interface ContainerCall extends ContainerShape {
  /** What it gets a copy of before the command starts. */
  readonly copyIn?: Copies;
  /** Files, by absolute path, that are copied out of it after a command that succeeded. */
  readonly copyOut?: { readonly paths: readonly string[]; readonly receive: ReceiveFile };
  readonly timeoutSeconds: number;
  /** While the last line that was said is such a one, the timeout stands still: for what waits for another build. */
  readonly isWaiting?: (line: string) => boolean;
  /**
   * Leaves the container of a run that failed, for inspection; one of a run that succeeded or was aborted never. Its value
   * says what runs in it.
   */
  readonly keep?: string;
  /** Each line, whole, without its end. */
  readonly onStdoutLine: (line: string) => void;
  readonly onStderrLine: (line: string) => void;
  readonly signal?: AbortSignal;
}

export function imageOf({ image, imageName }: Pick<ContainerShape, 'image' | 'imageName'>): string {
  return imageName ?? image;
}

/** The request that makes the container. */
export function planContainer(
  call: ContainerShape,
  engine: Engine,
  labels: Readonly<Record<string, string>>,
): Dockerode.ContainerCreateOptions {
  refuseEngineSocket(call, engine);
  requireSources(call, engine);
  const [program, ...words] = call.argv;
  return {
    Image: call.image,
    Entrypoint: [program],
    Cmd: words,
    Env: Object.entries(call.env).map(([name, value]) => `${name}=${value}`),
    WorkingDir: call.cwd,
    ...(call.user === undefined ? {} : { User: call.user }),
    Labels: labels,
    AttachStdout: true,
    AttachStderr: true,
    HostConfig: planHost(call, engine),
  };
}

function planHost({ network, mounts, memoryBytes, cpus }: ContainerShape, engine: Engine): Dockerode.HostConfig {
  return {
    NetworkMode: network,
    Mounts: mounts.map(planMount),
    // With SELinux, a folder of the user's would have to be relabelled, and then be closed to others.
    SecurityOpt: ['label=disable'],
    // What is said is read as it comes, and a copy of it on the engine's disk by nobody.
    LogConfig: { Type: 'none', Config: {} },
    // Limits that do not hold are an error for some engines; and swap would only draw the end out.
    ...(engine.limits && memoryBytes !== undefined ? { Memory: memoryBytes, MemorySwap: memoryBytes } : {}),
    ...(engine.limits && cpus !== undefined ? { NanoCpus: Math.round(cpus * 1e9) } : {}),
  };
}

function planMount(mount: Mount): Dockerode.MountSettings {
  const { target, readOnly = false } = mount;
  const place = { Target: target, ReadOnly: readOnly };
  return mount.kind === 'folder'
    ? { Type: 'bind', Source: mount.source, ...place }
    : { Type: 'volume', Source: mount.volume, ...place };
}

/** Whoever has the socket has the engine's machine. No caller has a reason to mount it, or a folder that it lies in. */
function refuseEngineSocket({ mounts }: ContainerShape, { endpoint }: Engine): void {
  if (endpoint.kind !== 'socket') return;
  const open = mounts.find(
    (mount) => mount.kind === 'folder' && `${endpoint.path}/`.startsWith(`${mount.source.replace(/\/+$/, '')}/`),
  );
  if (open !== undefined)
    throw new Error(`A container must not see the engine's socket: mount of ${JSON.stringify(open)}`);
}

/** Podman makes a folder that is not there; of a rootful one it is root's, and in the way of whoever should have made it. */
function requireSources({ mounts }: ContainerShape, { endpoint }: Engine): void {
  // Whose files another machine sees, only that one knows.
  if (endpoint.kind !== 'socket') return;
  const absent = mounts.find((mount) => mount.kind === 'folder' && !existsSync(mount.source));
  if (absent?.kind !== 'folder') return;
  throw new Failure('engine-failed', {
    message: `${absent.source} cannot be mounted into a container: it is not there.`,
    hint: `mkdir -p ${absent.source}`,
  });
}
