import type { EngineName } from '@nx-cross/testing';
import { EngineRig, readTestbed, Rig } from '@nx-cross/testing';
import { execa } from 'execa';
import { ACME_WITHOUT_FLOOR } from '../acme';

/** An image with gcc for two architectures, mingw and a Rust for them; without zig. */
export const BUILDER = 'localhost/builder:1';

export interface BuilderWorkspace {
  readonly platforms?: readonly string[];
  readonly environments?: readonly string[];
  /** Added to nx.json's. */
  readonly container?: object;
  /** In place of the two programs, which want no glibc floor: a cross gcc cannot hold one. */
  readonly files?: Readonly<Record<string, string>>;
  readonly folder?: string;
}

/** An engine of the tests' own with the image that compiles, and workspaces that are built in it. */
export class BuilderEngine {
  private readonly rigs: Rig[] = [];

  private constructor(readonly rig: EngineRig) {}

  /** @param over Tars of what lies over the image's files. */
  static async start(
    name: EngineName,
    { over = [] }: { readonly over?: readonly string[] } = {},
  ): Promise<BuilderEngine> {
    const rig = await EngineRig.start(name);
    await rig.loadLayer(BUILDER, readTestbed().builderImage.layer, ...over);
    return new BuilderEngine(rig);
  }

  /** What leads to it. */
  get env(): { readonly DOCKER_HOST: string } {
    return { DOCKER_HOST: `unix://${this.rig.socket}` };
  }

  /** Another image: that one, and what a command has changed in it. */
  async derive(tag: string, command: string): Promise<void> {
    const input = `FROM ${BUILDER}\nRUN ${command}\n`;
    // Docker's own command line, which Podman's socket answers too.
    const env = { ...this.env, DOCKER_BUILDKIT: '0' };
    await execa('docker', ['build', '--network=host', `--tag=${tag}`, '-'], { input, env });
  }

  workspace(wanted: BuilderWorkspace = {}): Rig {
    const { platforms = ['linux-x86_64'], environments = ['container'], files = ACME_WITHOUT_FLOOR, folder } = wanted;
    // The test's Docker has no network of its own.
    const container = { images: { '*': BUILDER }, pull: 'never', network: 'host', ...wanted.container };
    const options = {
      pluginOptions: { platforms, environments, container },
      ...(folder === undefined ? {} : { folder }),
    };
    const rig = new Rig({ files, ...options });
    this.rigs.push(rig);
    return rig;
  }

  async dispose(): Promise<void> {
    await Promise.all(this.rigs.map((rig) => rig.dispose()));
    await this.rig.dispose();
  }
}
