import type { Endpoint } from './endpoint';
import { renderEndpoint } from './endpoint';

export type EngineKind = 'docker' | 'podman';

/** A container engine that answered. Plain data: it stands in build plans and in what doctor says. */
export interface Engine {
  readonly kind: EngineKind;
  readonly endpoint: Endpoint;
  /** The engine's own word, `20.10.24`. */
  readonly version: string;
  /** Of Docker's API, `1.41`. */
  readonly apiVersion: string;
  /** Without the rights of root on its machine: files of a container's root are the user's own. */
  readonly rootless: boolean;
  /** Whether a container's limits on memory and processors hold: not for a rootless engine with the older control groups. */
  readonly limits: boolean;
  /** The engines' words, `linux` and `amd64`: what its images must be of. */
  readonly os: string;
  readonly architecture: string;
  readonly cpus: number;
  readonly memoryBytes: number;
  /** Of Docker Desktop: where it runs the engine. */
  readonly desktop?: 'virtual-machine' | 'wsl';
}

/** `Docker 20.10.24 at /var/run/docker.sock`. */
export function renderEngine(engine: Pick<Engine, 'kind' | 'version' | 'endpoint'>): string {
  return `${nameOf(engine)} ${engine.version} at ${renderEndpoint(engine.endpoint)}`;
}

export function nameOf({ kind }: Pick<Engine, 'kind'>): string {
  return kind === 'docker' ? 'Docker' : 'Podman';
}

/**
 * The headers of `GET /_ping`, which tell what answers. `/version` would too, and takes Podman half a second: it asks
 * each of its programs.
 */
export interface Ping {
  readonly apiVersion: string;
  /** `Docker/20.10.24 (linux)`, `Libpod/4.3.1 (linux)`. */
  readonly server: string;
}

/** What `GET /info` says, as far as it decides anything. `Rootless` is Podman's addition. */
export interface InfoAnswer {
  readonly ServerVersion: string;
  readonly OSType: string;
  readonly Architecture: string;
  readonly NCPU: number;
  readonly MemTotal: number;
  readonly MemoryLimit?: boolean;
  readonly CgroupVersion?: string;
  readonly SecurityOptions?: readonly string[] | null;
  readonly Rootless?: boolean;
  readonly DockerRootDir?: string;
  /** `Docker Desktop`, `Debian GNU/Linux 12 (bookworm)`. */
  readonly OperatingSystem?: string;
  /** `6.12.76-linuxkit`, `5.15.167.4-microsoft-standard-WSL2`. */
  readonly KernelVersion?: string;
}

export function kindOf({ server }: Ping): EngineKind {
  return server.startsWith('Libpod/') ? 'podman' : 'docker';
}

export function parseEngine(endpoint: Endpoint, ping: Ping, info: InfoAnswer): Engine {
  const rootless = info.Rootless ?? info.SecurityOptions?.some((option) => /^name=rootless(,|$)/.test(option)) ?? false;
  return {
    kind: kindOf(ping),
    endpoint,
    // `20.10.24+dfsg1`: what follows the plus is the packager's.
    version: info.ServerVersion.replace(/\+.*/, ''),
    apiVersion: ping.apiVersion,
    rootless,
    // Podman claims limits without root on version 1 too, and drops them.
    limits: info.MemoryLimit !== false && !(rootless && info.CgroupVersion !== '2'),
    os: info.OSType,
    architecture: ARCHITECTURES[info.Architecture] ?? info.Architecture,
    cpus: info.NCPU,
    memoryBytes: info.MemTotal,
    ...desktopOf(info),
  };
}

function desktopOf({ OperatingSystem = '', KernelVersion = '' }: InfoAnswer): Pick<Engine, 'desktop'> {
  if (!OperatingSystem.startsWith('Docker Desktop')) return {};
  return { desktop: /WSL2/i.test(KernelVersion) ? 'wsl' : 'virtual-machine' };
}

/** Docker tells the kernel's word of its machine, Podman the one of images. */
const ARCHITECTURES: Readonly<Record<string, string>> = {
  x86_64: 'amd64',
  aarch64: 'arm64',
  armv7l: 'arm',
  i686: '386',
};

/** The oldest API that is spoken: of Docker 20.10 and Podman 4. */
export const OLDEST_API = '1.41';

export function isOlder(apiVersion: string, oldest: string): boolean {
  const [major = 0, minor = 0] = apiVersion.split('.').map(Number);
  const [oldestMajor = 0, oldestMinor = 0] = oldest.split('.').map(Number);
  return major < oldestMajor || (major === oldestMajor && minor < oldestMinor);
}
