import { mkdirSync } from 'node:fs';
import { join, posix, relative, sep } from 'node:path';
import { cannotWrite } from '../artifact';
import { selectEnvironment } from '../cargo';
import type { ContainerCall, Engine, Mount, Session } from '../container';
import { abortOnSignal, inSession, sweep } from '../container';
import { KNOWN_PLATFORMS } from '../platform';
import type { Host } from '../toolchain';
import { homesOf } from '../toolchain';
import type { ChosenImage } from './choose-environment';
import type { Machine } from './machine';

/** Where cargo's and the tools' own homes are in a container: the same for everybody, since binaries may name them. */
const CARGO_HOME = '/nx-cross/cargo';
const HOME = '/nx-cross/home';

/** What every container of a build for an image has in common. */
export interface ContainerPlace {
  /** Name of cargo's target directory: two images never share one, since a build script of the one may not run in the other. */
  readonly directory: string;
  readonly call: {
    readonly image: string;
    readonly imageName: string;
    readonly env: Readonly<Record<string, string>>;
    readonly mounts: readonly Mount[];
    readonly user?: string;
    readonly network: ContainerCall['network'];
  };
}

/** Absolute folder in which cargo's target directories lie. */
export function targetBase(
  { cargoRoot }: { readonly cargoRoot: string },
  { host, workspaceRoot }: Pick<Machine, 'host' | 'workspaceRoot'>,
): string {
  return join(host.env['CARGO_TARGET_DIR'] ?? join(workspaceRoot, cargoRoot, 'target'), 'nx-cross');
}

/**
 * The workspace lies at its own path, so that what cargo says of files is true on both sides. Cargo's downloads are the
 * user's own, its configuration and credentials are not; nothing else of the machine is seen.
 *
 * @param base Absolute folder in which target directories lie.
 */
export function placeContainer(
  { engine, name, image }: ChosenImage,
  base: string,
  passEnv: readonly string[],
  { workspaceRoot, host, containers }: Machine,
): ContainerPlace {
  const directory = `image-${image.id.replace(/^sha256:/, '').slice(0, 12)}`;
  const homes = join(base, `${directory}-home`);
  const downloads = homesOf(host).cargo;
  const mounts: Mount[] = [
    folder(workspaceRoot, workspaceRoot),
    ...(isInside(base, workspaceRoot) ? [] : [folder(base, base)]),
    folder(join(homes, 'cargo'), CARGO_HOME),
    folder(join(homes, 'home'), HOME),
    ...['registry', 'git'].map((name) => folder(join(downloads, name), posix.join(CARGO_HOME, name))),
  ];
  const user = engine.rootless ? undefined : ownUser();
  return {
    directory,
    call: {
      image: image.id,
      imageName: name,
      env: containerVariables(image.env, passEnv, host),
      mounts,
      network: containers.network,
      ...(user === undefined ? {} : { user }),
    },
  };
}

function folder(source: string, target: string): Mount {
  return { kind: 'folder', source, target };
}

/**
 * Makes the folders that a build's containers see, and in them the points that other mounts of theirs are laid on: what the
 * engine had to make would be root's.
 *
 * @throws Failure `cannot-write`
 */
export function makeMountPoints(mounts: readonly Mount[]): void {
  const folders = mounts.flatMap((mount) => (mount.kind === 'folder' ? [mount] : []));
  for (const { source } of folders) makeFolder(source);
  for (const outer of folders) {
    const points = mounts.filter(({ target }) => target.startsWith(`${outer.target}/`));
    for (const { target } of points) makeFolder(join(outer.source, target.slice(outer.target.length)));
  }
}

function makeFolder(path: string): void {
  try {
    mkdirSync(path, { recursive: true });
  } catch (error) {
    throw cannotWrite(path, error);
  }
}

function isInside(path: string, root: string): boolean {
  const way = relative(root, path);
  return way !== '..' && !way.startsWith(`..${sep}`);
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

/** Works with what is in an image, in a container of it that is removed afterwards, an interruption or not. */
export async function insideImage<T>(
  engine: Engine,
  call: ContainerPlace['call'] & { readonly cwd: string },
  work: (inside: Host, session: Session) => Promise<T>,
): Promise<T> {
  // What a killed run has left is nobody's but ours to take away.
  await sweep(engine);
  return abortOnSignal(() =>
    inSession(engine, call, (session) => work(hostInside(session, call.env, engine), session)),
  );
}

/** The inside of a container as a machine that answers questions. */
function hostInside(session: Session, env: ContainerPlace['call']['env'], { os, architecture }: Engine): Host {
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
