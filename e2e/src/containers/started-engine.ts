import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ContainerCall, ContainerResult, Engine } from '@nx-cross/core/container';
import { findEngine, localPlaces, runContainer } from '@nx-cross/core/container';
import type { EngineName, EngineOptions } from '@nx-cross/testing';
import { EngineRig, writeImage, writeTinyLayer } from '@nx-cross/testing';

export const TINY = 'localhost/nx-cross-tiny:1';

export interface Run {
  readonly result: ContainerResult;
  readonly stdout: readonly string[];
  readonly stderr: readonly string[];
}

/** An engine of the tests' own, found as the product finds it, with a tiny image in it. */
export class StartedEngine {
  /** A folder of the machine's, for what a test writes. */
  readonly folder = mkdtempSync(join(tmpdir(), 'nx-cross-engines-'));

  private constructor(
    readonly rig: EngineRig,
    readonly engine: Engine,
  ) {}

  static async start(name: EngineName, options: EngineOptions = {}): Promise<StartedEngine> {
    const rig = await EngineRig.start(name, options);
    try {
      return await StartedEngine.open(rig);
    } catch (error) {
      // Nobody has it yet who could.
      await rig.dispose();
      throw error;
    }
  }

  private static async open(rig: EngineRig): Promise<StartedEngine> {
    const { engine } = await findEngine('auto', placesOf(`unix://${rig.socket}`));
    const started = new StartedEngine(rig, engine);
    // The engine's user may be another.
    chmodSync(started.folder, 0o755);
    await started.loadTiny(TINY);
    return started;
  }

  async loadTiny(tag: string, architecture = 'amd64'): Promise<void> {
    const archive = await this.writeTiny(tag, architecture);
    await this.rig.load(archive);
    rmSync(archive);
  }

  async writeTiny(
    tag: string,
    architecture = 'amd64',
    files: Readonly<Record<string, string | Buffer>> = {},
  ): Promise<string> {
    const layer = join(this.folder, 'layer.tar');
    const archive = join(this.folder, 'image.tar');
    await writeTinyLayer(layer, files);
    await writeImage({ tag, layer, architecture }, archive);
    return archive;
  }

  async run(call: Pick<ContainerCall, 'argv'> & Partial<ContainerCall>, engine = this.engine): Promise<Run> {
    const stdout: string[] = [];
    const stderr: string[] = [];
    const result = await runContainer(engine, {
      image: TINY,
      env: {},
      cwd: '/',
      mounts: [],
      network: 'none',
      timeoutSeconds: 60,
      onStdoutLine: (line) => stdout.push(line),
      onStderrLine: (line) => stderr.push(line),
      ...call,
    });
    return { result, stdout, stderr };
  }

  /** A shell's script in a container. */
  sh(script: string, call: Partial<ContainerCall> = {}, engine = this.engine): Promise<Run> {
    return this.run({ argv: ['sh', '-c', script], ...call }, engine);
  }

  async dispose(): Promise<void> {
    rmSync(this.folder, { recursive: true });
    await this.rig.dispose();
  }
}

/** A user of this machine with nothing but this address. */
export function placesOf(address: string) {
  return { ...localPlaces({ os: 'linux', env: { DOCKER_HOST: address } }), home: '/nonexistent' };
}
