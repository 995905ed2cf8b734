import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import {
  closeSync,
  createReadStream,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { execa } from 'execa';
import { signalIfThere } from '../signals';
import { askEngine } from './ask-engine';
import type { EngineName, EngineRecipe } from './engine-recipes';
import { DISK, prepareEngine } from './engine-recipes';
import { withImage } from './image-archive';
import { endProcesses, findMounts, findProcesses } from './traces';

export interface RigContainer {
  readonly Id: string;
  readonly State: string;
  readonly Labels: Readonly<Record<string, string>>;
}

export interface EngineOptions {
  /** The size of the disk that images and containers are on; the machine's own where absent. */
  readonly diskBytes?: number;
  /** A folder of this machine that the daemon does not see: it has an empty one in its place, as another machine has. */
  readonly blindTo?: string;
}

/** A real engine of its own: a daemon, images and containers in a folder that goes away with it. */
export class EngineRig {
  readonly name: EngineName;
  readonly socket: string;
  private readonly folder: string;
  private readonly recipe: EngineRecipe;
  private daemon: ChildProcess | undefined;

  private constructor(
    name: EngineName,
    folder: string,
    private readonly blindTo: string | undefined,
  ) {
    this.name = name;
    this.folder = folder;
    this.recipe = prepareEngine(name, folder);
    this.socket = this.recipe.socket;
  }

  static async start(name: EngineName, { diskBytes, blindTo }: EngineOptions = {}): Promise<EngineRig> {
    const folder = mkdtempSync(join(tmpdir(), 'nx-cross-engine-'));
    const disk = join(folder, DISK);
    mkdirSync(disk);
    if (diskBytes !== undefined) await execa('mount', ['-t', 'tmpfs', '-o', `size=${diskBytes}`, 'tmpfs', disk]);
    const rig = new EngineRig(name, folder, blindTo);
    try {
      await rig.restart();
      return rig;
    } catch (error) {
      await rig.clear([rig.folder]);
      throw error;
    }
  }

  /** Starts the daemon after it was killed. */
  async restart(): Promise<void> {
    const { argv, env, stale, user } = this.recipe;
    const [program, ...words] = this.blindTo === undefined ? argv : blindfold(argv, this.blindTo);
    for (const file of stale) rmSync(file, { force: true });
    const log = openSync(this.logFile(), 'a');
    this.daemon = spawn(program, words, { cwd: '/', env, stdio: ['ignore', log, log], ...user });
    closeSync(log);
    await this.answers(this.daemon);
  }

  /** The end that no daemon can prepare for. */
  async kill(): Promise<void> {
    await this.end('SIGKILL');
    // Rootless Podman's service is two processes: one that waits, and in the user's namespace the one that answers.
    for (const pid of findProcesses([`unix://${this.socket}`], ['cmdline'])) signalIfThere(pid, 'SIGKILL');
  }

  /** Of `docker save`'s form. */
  async load(archive: string): Promise<void> {
    await this.receive(createReadStream(archive), archive);
  }

  private async receive(archive: Readable, what: string): Promise<void> {
    const { status, text } = await askEngine(this.socket, 'POST', '/images/load', archive);
    if (status !== 200 || text.includes('errorDetail')) throw new Error(`${this.name} does not load ${what}: ${text}`);
  }

  /** An image of a tar of a whole file system, and tars that lie over it. */
  async loadLayer(tag: string, layer: string, ...over: readonly string[]): Promise<void> {
    await withImage({ tag, layer, over }, (image) => this.receive(image, tag));
  }

  async removeImage(image: string): Promise<void> {
    const { status, text } = await askEngine(this.socket, 'DELETE', `/images/${encodeURIComponent(image)}?force=true`);
    if (status !== 200 && status !== 404) throw new Error(`${this.name} keeps ${image}: ${text}`);
  }

  async containers(): Promise<readonly RigContainer[]> {
    const { text } = await askEngine(this.socket, 'GET', '/containers/json?all=true');
    return JSON.parse(text) as readonly RigContainer[];
  }

  /** What the daemon has said. */
  log(): string {
    return readFileSync(this.logFile(), 'utf8');
  }

  /**
   * Takes everything away, and then throws for what should not have been there: a container that a test has left, or a
   * process, a mount or a folder that outlived its daemon.
   */
  async dispose(): Promise<void> {
    const containers = await this.removeContainers();
    const words = [this.folder, ...containers];
    await this.clear(words);
    const left = [
      ...containers.map((id) => `container ${id}`),
      ...findProcesses(words).map((pid) => `process ${pid}`),
      ...findMounts(this.folder).map((point) => `mount ${point}`),
      ...(existsSync(this.folder) ? [`folder ${this.folder}`] : []),
    ];
    if (left.length > 0) throw new Error(`${this.name} was left with: ${left.join(', ')}`);
  }

  private async clear(words: readonly string[]): Promise<void> {
    await this.end('SIGTERM');
    await endProcesses(words);
    for (const point of findMounts(this.folder)) await execa('umount', ['--lazy', point], { reject: false });
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 5 });
  }

  async removeContainers(): Promise<readonly string[]> {
    // What a killed daemon has left behind is only gone when one has taken it away.
    if (this.daemon?.exitCode !== null || this.daemon.signalCode !== null) await this.restart();
    const found = await this.containers();
    for (const { Id } of found) await askEngine(this.socket, 'DELETE', `/containers/${Id}?force=true&v=true`);
    return found.map(({ Id }) => Id);
  }

  private async end(signal: NodeJS.Signals): Promise<void> {
    const { daemon } = this;
    if (daemon === undefined || daemon.exitCode !== null || daemon.signalCode !== null) return;
    const ended = new Promise((resolve) => daemon.once('exit', resolve));
    daemon.kill(signal);
    await ended;
  }

  private async answers(daemon: ChildProcess): Promise<void> {
    for (const end = Date.now() + 60_000; Date.now() < end; await sleep(50)) {
      if (daemon.exitCode !== null) break;
      const answer = await askEngine(this.socket, 'GET', '/_ping').catch(() => undefined);
      if (answer?.status === 200) return;
    }
    throw new Error(`${this.name} does not answer:\n${this.log().slice(-4000)}`);
  }

  private logFile(): string {
    return join(this.folder, 'log');
  }
}

/** In a namespace of mounts of its own; its process is the daemon's, as without. */
function blindfold(argv: readonly [string, ...string[]], folder: string): [string, ...string[]] {
  const script = 'mount -t tmpfs tmpfs "$0" && exec "$@"';
  return ['unshare', '--mount', 'sh', '-c', script, folder, ...argv];
}
