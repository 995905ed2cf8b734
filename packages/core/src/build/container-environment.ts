import { join, posix } from 'node:path';
import { selectEnvironment } from '../cargo';
import type { ContainerShape, Engine, Session } from '../container';
import { KNOWN_PLATFORMS } from '../platform';
import type { Host } from '../toolchain';
import type { ChosenImage } from './choose-environment';
import type { Machine } from './machine';
import type { PlacedFiles } from './placed-files';
import { CARGO_HOME, HOME } from './placed-files';

/** What every container of a build for an image has in common. */
export interface ContainerPlace extends Pick<ContainerShape, 'image' | 'imageName' | 'env' | 'user' | 'network'> {
  /** How they get there. */
  readonly files: PlacedFiles;
}

/** In which containers of a stage differ. */
export interface ContainerWishes extends Pick<ContainerShape, 'network'> {
  readonly passEnv: readonly string[];
}

/** Absolute folder in which cargo's target directories lie. */
export function targetBase(
  { cargoRoot }: { readonly cargoRoot: string },
  { host, workspaceRoot }: Pick<Machine, 'host' | 'workspaceRoot'>,
): string {
  return join(host.env['CARGO_TARGET_DIR'] ?? join(workspaceRoot, cargoRoot, 'target'), 'nx-cross');
}

/** Name of cargo's target directory: two images never share one, since a build script of the one may not run in the other. */
export function directoryOf({ image }: ChosenImage): string {
  return `image-${image.id.replace(/^sha256:/, '').slice(0, 12)}`;
}

export function placeContainer(
  { engine, name, image }: ChosenImage,
  files: PlacedFiles,
  { passEnv, network }: ContainerWishes,
  { host }: Pick<Machine, 'host'>,
): ContainerPlace {
  const user = engine.rootless ? undefined : ownUser();
  return {
    files,
    image: image.id,
    imageName: name,
    env: containerVariables(image.env, passEnv, host),
    network,
    ...(user === undefined ? {} : { user }),
  };
}

function ownUser(): string | undefined {
  const [uid, gid] = [process.getuid?.(), process.getgid?.()];
  return uid === undefined || gid === undefined ? undefined : `${uid}:${gid}`;
}

/** The image's own, what of the user's means the same there, and homes that whoever runs the build can write to. */
function containerVariables(
  ofImage: Readonly<Record<string, string>>,
  passEnv: readonly string[],
  { env, os }: Host,
): Record<string, string> {
  const selected = selectEnvironment(env, passEnv, os);
  const travelling = selected.travelling.map((name) => [name, selected.env[name] ?? '']);
  return { ...ofImage, ...Object.fromEntries(travelling), CARGO_HOME, HOME };
}

/** The inside of a container as a machine that answers questions. */
export function hostInside(session: Session, env: ContainerShape['env'], { os, architecture }: Engine): Host {
  const own = KNOWN_PLATFORMS.find(({ names }) => names.oci === `${os}/${architecture}`);
  return {
    os: 'linux',
    architecture: own?.architecture ?? architecture,
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
