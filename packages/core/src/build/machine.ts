import type { Engine, Image, Places, PullPolicy } from '../container';
import { ensureImage, findEngine, localPlaces } from '../container';
import { Failure } from '../failure';
import type { ContainerOptions } from '../platform';
import type { Host } from '../toolchain';

/** The machine that runs a task, as a workspace uses it. */
export interface Machine {
  /** Absolute. */
  readonly workspaceRoot: string;
  readonly host: Host;
  readonly containers: ContainerOptions;
  /** The container engine; looked for once. */
  engine(): Promise<Engine>;
  /** An image by its name in nx.json, pulled if it must be; once. */
  image(name: string): Promise<Image>;
}

/**
 * @param pull When images are pulled; what nx.json says of it stays in `containers`.
 * @param tell Gets each line about a pull.
 */
export function openMachine(
  { workspaceRoot, host, containers }: Pick<Machine, 'workspaceRoot' | 'host' | 'containers'>,
  pull: PullPolicy,
  tell: (line: string) => void,
): Machine {
  const places = localPlaces(host);
  const images = new Map<string, Promise<Image>>();
  let found: Promise<Engine> | undefined;
  const engine = () => (found ??= findForBuilds(containers.engine, places));
  const have = async (name: string) =>
    ensureImage(await engine(), { name, policy: pull }, { host, places, onLine: tell });
  return {
    ...{ workspaceRoot, host, containers, engine },
    image: (name) => {
      const image = images.get(name) ?? have(name);
      images.set(name, image);
      return image;
    },
  };
}

/** @throws Failure those of `findEngine`. */
async function findForBuilds(choice: ContainerOptions['engine'], places: Places): Promise<Engine> {
  if (places.os === 'windows') {
    throw new Failure('engine-missing', {
      message: 'On Windows a workspace has no path that it could have in a container of Linux too.',
      hint: 'Run Nx in WSL, with the workspace on the disk of WSL; or name `host` in `environments`.',
    });
  }
  return (await findEngine(choice, places)).engine;
}
