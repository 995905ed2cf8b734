import { posix } from 'node:path';
import { selectEnvironment } from '../cargo';
import type { Mount, Session } from '../container';
import type { ContainerOptions } from '../platform';
import type { Host } from '../toolchain';
import type { ChosenImage } from './choose-environment';
import type { Machine } from './machine';
import type { PlacedFiles } from './placed-files';
import { CARGO_HOME, HOME } from './placed-files';

/** Of the user's variables that decide nothing: what fetches crates, and how messages look. */
const FETCHES =
  /^((HTTP|HTTPS|ALL|NO)_PROXY|CARGO_(HTTP|NET|CREDENTIAL|REGISTRY|REGISTRIES|SOURCE|TERM)_.*|CARGO_BUILD_JOBS)$/i;

/** What every container of a build for an image has in common. */
export interface ContainerPlace {
  readonly files: PlacedFiles;
  readonly call: {
    readonly image: string;
    readonly env: Readonly<Record<string, string>>;
    readonly mounts: readonly Mount[];
    readonly user?: string;
    readonly network: ContainerOptions['network'];
  };
}

/** Name of cargo's target directory: two images never share one, since a build script of the one may not run in the other. */
export function directoryOf({ image }: ChosenImage): string {
  return `image-${image.id.replace(/^sha256:/, '').slice(0, 12)}`;
}

export function placeContainer(
  { engine, image }: ChosenImage,
  files: PlacedFiles,
  passEnv: readonly string[],
  { host, containers }: Machine,
): ContainerPlace {
  const user = engine.rootless ? undefined : ownUser();
  return {
    files,
    call: {
      image: image.id,
      env: containerVariables(image.env, passEnv, host),
      mounts: files.mounts,
      network: containers.network,
      ...(user === undefined ? {} : { user }),
    },
  };
}

function ownUser(): string | undefined {
  const [uid, gid] = [process.getuid?.(), process.getgid?.()];
  return uid === undefined || gid === undefined ? undefined : `${uid}:${gid}`;
}

/** The image's own, what of the user's decides bytes and is hashed, and homes that whoever runs the build can write to. */
function containerVariables(
  ofImage: Readonly<Record<string, string>>,
  passEnv: readonly string[],
  { env, os }: Host,
): Record<string, string> {
  const selected = selectEnvironment(env, passEnv, os);
  const deciding = new Set(selected.deciding);
  const travelling = Object.entries(selected.env).filter(([name]) => deciding.has(name) || FETCHES.test(name));
  return { ...ofImage, ...Object.fromEntries(travelling), CARGO_HOME, HOME };
}

/** The inside of a container as a machine that answers questions. */
export function hostInside(session: Session, env: ContainerPlace['call']['env'], architecture: string): Host {
  return {
    os: 'linux',
    architecture,
    env,
    which: (program) => findInside(session, program, env['PATH'] ?? ''),
    run: (argv, options) => session.run(argv, options),
  };
}

async function findInside(session: Session, program: string, path: string): Promise<string | undefined> {
  for (const folder of path.split(':').filter((each) => each !== '')) {
    const candidate = posix.join(folder, program);
    if (await session.has(candidate)) return candidate;
  }
  return undefined;
}
