import { execFileSync } from 'node:child_process';
import {
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readlinkSync,
  existsSync,
  rmSync,
  symlinkSync,
  writeFileSync,
  cpSync,
  appendFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { execa } from 'execa';
import { signalIfThere } from './signals';

/** One task of a run as Nx itself reports it. */
export interface TaskResult {
  /** `server:package--x86_64-unknown-linux-gnu` */
  readonly id: string;
  /** Nx's own word: `success`, `failure`, `skipped`, `local-cache`, `local-cache-kept-existing`, `remote-cache`. */
  readonly status: string;
}

export interface Finished {
  readonly exitCode: number;
  /** Standard output and error, without colours. */
  readonly output: string;
  /** Every task of the run and of the runs that its front doors started, in the order in which the runs ended. */
  readonly tasks: readonly TaskResult[];
}

/** An `nx` that runs. */
export interface StartedNx {
  /** What Ctrl-C does, or a system that ends: every process of the terminal's group gets the signal; SIGINT where none is named. */
  interrupt(signal?: 'SIGINT' | 'SIGTERM'): void;
  /** What no process can prepare for: of the whole group, or of Nx's own process alone. */
  kill(what: 'group' | 'alone'): void;
  readonly finished: Promise<Finished>;
}

export interface RunOptions {
  /** Added to the scrubbed environment; `undefined` removes a variable. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly cwd?: string;
  /** The Node that runs it; this process's own where absent. */
  readonly node?: string;
  readonly timeoutMs?: number;
}

export interface RigOptions {
  /** Path → text. `nx.json` is made from `pluginOptions` unless it is among them or comes with a folder of `copy`. */
  readonly files: Readonly<Record<string, string>>;
  /** Folders that are copied in first, e.g. the example. */
  readonly copy?: readonly string[];
  readonly pluginOptions?: { readonly platforms?: readonly string[]; readonly groups?: Record<string, string[]> };
  /** A folder with `node_modules`; the checkout's own where absent, so that the packages as built are used. */
  readonly nodeModules?: string;
  readonly daemon?: boolean;
  /** The folder that it is made in; the machine's temporary one where absent. */
  readonly folder?: string;
}

/** The checkout that the tests stand in. */
export const CHECKOUT = join(__dirname, '..', '..', '..');

/** Variables of whoever runs the tests that would decide what a workspace does. */
const SCRUBBED =
  /^(NX_.*|npm_.*|VERSION|RUSTFLAGS|CARGO_BUILD_.*|CARGO_TARGET_.*|CARGO_ENCODED_RUSTFLAGS|SOURCE_DATE_EPOCH|JEST_.*|NODE_OPTIONS|FORCE_COLOR|CI)$/;

/**
 * A workspace of its own in a temporary folder, with a cache of its own, that throws itself away.
 * A recorder in its nx.json writes down what Nx says of each task, those of nested runs too.
 */
export class Rig {
  readonly root: string;
  private readonly options: RigOptions;

  constructor(options: RigOptions) {
    this.options = options;
    this.root = mkdtempSync(join(options.folder ?? tmpdir(), 'nx-cross-rig-'));
    for (const folder of options.copy ?? []) cpSync(folder, this.root, { recursive: true, filter: isSource });
    for (const [path, text] of Object.entries(options.files)) this.write(path, text);
    if (options.files['nx.json'] === undefined) this.write('nx.json', JSON.stringify(this.nxJson(), null, 2));
    this.write('.rig/recorder.cjs', RECORDER);
    if (!existsSync(this.path('.gitignore'))) this.write('.gitignore', 'node_modules\ndist\ntarget\n.nx\n.rig\n');
    if (!existsSync(this.path('node_modules'))) {
      symlinkSync(options.nodeModules ?? join(CHECKOUT, 'node_modules'), this.path('node_modules'), 'dir');
    }
  }

  /** A copied workspace keeps its own, with the recorder added. */
  private nxJson(): object {
    const { plugins, ...rest } = this.exists('nx.json')
      ? (JSON.parse(this.read('nx.json')) as { plugins: readonly unknown[] })
      : { plugins: [{ plugin: 'nx-cross', options: this.options.pluginOptions ?? {} }], analytics: false };
    return { ...rest, plugins: [...plugins, './.rig/recorder.cjs'] };
  }

  path(...parts: string[]): string {
    return join(this.root, ...parts);
  }

  write(path: string, text: string): void {
    mkdirSync(dirname(this.path(path)), { recursive: true });
    writeFileSync(this.path(path), text);
  }

  append(path: string, text: string): void {
    appendFileSync(this.path(path), text);
  }

  read(path: string): string {
    return readFileSync(this.path(path), 'utf8');
  }

  exists(path: string): boolean {
    return existsSync(this.path(path));
  }

  remove(path: string): void {
    rmSync(this.path(path), { recursive: true, force: true });
  }

  /** `nx …`, with the workspace's own Nx. */
  async nx(words: readonly string[], options: RunOptions = {}): Promise<Finished> {
    this.remove('.rig/tasks.jsonl');
    const finished = await this.run([this.nxProgram(), ...words], options);
    return { ...finished, tasks: this.recordedTasks() };
  }

  private nxProgram(): string {
    const manifest = this.path('node_modules', 'nx', 'package.json');
    const { bin } = JSON.parse(readFileSync(manifest, 'utf8')) as { bin: Record<string, string> };
    return join(dirname(manifest), bin['nx'] ?? '');
  }

  /** `nx …` as a terminal starts it, so that it can be interrupted. */
  startNx(words: readonly string[], options: RunOptions = {}): StartedNx {
    this.remove('.rig/tasks.jsonl');
    const child = this.spawn([this.nxProgram(), ...words], options, true);
    return {
      interrupt: (signal = 'SIGINT') => signalIfThere(-(child.pid ?? 0), signal),
      kill: (what) => signalIfThere((child.pid ?? 0) * (what === 'group' ? -1 : 1), 'SIGKILL'),
      finished: child.then((result) => ({ ...readResult(result), tasks: this.recordedTasks() })),
    };
  }

  /** A folder for PATH that has these of the machine's programs and no others. */
  offerPrograms(names: readonly string[]): string {
    const folder = mkdtempSync(this.path('.rig', 'programs-'));
    for (const name of names) symlinkSync(findProgram(name), join(folder, name));
    return folder;
  }

  /** `nx-cross …`, the command line of the plugin. */
  async cli(words: readonly string[], options: RunOptions = {}): Promise<Omit<Finished, 'tasks'>> {
    return this.run([this.path('node_modules', 'nx-cross', 'dist', 'cli', 'main.js'), ...words], options);
  }

  /** A program of the test's own, run by Node in the workspace. */
  async node(argv: readonly string[], options: RunOptions = {}): Promise<Omit<Finished, 'tasks'>> {
    return this.run(argv, options);
  }

  private async run(argv: readonly string[], options: RunOptions): Promise<Omit<Finished, 'tasks'>> {
    return readResult(await this.spawn(argv, options, false));
  }

  /** `ownGroup`: what the process starts can be signalled together with it. */
  private spawn(argv: readonly string[], options: RunOptions, ownGroup: boolean) {
    return execa(options.node ?? process.execPath, argv, {
      cwd: options.cwd ?? this.root,
      env: this.environment(options.env ?? {}),
      extendEnv: false,
      reject: false,
      all: true,
      stdin: 'ignore',
      timeout: options.timeoutMs ?? 20 * 60_000,
      detached: ownGroup,
    });
  }

  private environment(more: Readonly<Record<string, string | undefined>>): Record<string, string> {
    const own = Object.entries(process.env).filter(([name]) => !SCRUBBED.test(name));
    const env: Record<string, string | undefined> = {
      ...Object.fromEntries(own),
      NX_DAEMON: String(this.options.daemon ?? false),
      // From Nx 24 on, the cache of a repository is shared by its checkouts, in the home folder.
      NX_CACHE_DIRECTORY: this.path('.nx', 'cache'),
      NX_WORKSPACE_DATA_DIRECTORY: this.path('.nx', 'workspace-data'),
      NX_NO_CLOUD: 'true',
      NX_TUI: 'false',
      NO_COLOR: '1',
      ...more,
    };
    return Object.fromEntries(Object.entries(env).filter((entry): entry is [string, string] => entry[1] !== undefined));
  }

  private recordedTasks(): TaskResult[] {
    if (!this.exists('.rig/tasks.jsonl')) return [];
    const lines = this.read('.rig/tasks.jsonl')
      .split('\n')
      .filter((line) => line !== '');
    return lines.flatMap((line) => JSON.parse(line) as TaskResult[]);
  }

  /** The processes that stand in the workspace or name it: Nx, its workers, compilers, build scripts. */
  processes(): readonly string[] {
    const listing = execFileSync('ps', ['-eo', 'pid=,args='], { encoding: 'utf8', maxBuffer: 1 << 24 });
    return listing.split('\n').filter((line) => line.includes(this.root) || this.isWithin(line.trim().split(' ')[0]));
  }

  private isWithin(pid = ''): boolean {
    try {
      return `${readlinkSync(`/proc/${pid}/cwd`)}/`.startsWith(`${this.root}/`);
    } catch {
      // It has ended meanwhile, or is nobody's.
      return false;
    }
  }

  /** The records of a stage, read as JSON. */
  record(project: string, platform: string, stage: string): unknown {
    return JSON.parse(this.read(`dist/${project}/${platform}/${stage}/artifacts.json`));
  }

  async dispose(): Promise<void> {
    if (this.options.daemon === true) await this.nx(['daemon', '--stop']);
    rmSync(this.root, { recursive: true, force: true, maxRetries: 3 });
  }
}

const COLOURS = /\u001b\[[0-9;]*[A-Za-z]/g;

function isSource(path: string): boolean {
  return !/\/(node_modules|target|dist|\.nx|published)(\/|$)/.test(path);
}

function readResult({ exitCode, all }: { readonly exitCode?: number; readonly all: string }): Omit<Finished, 'tasks'> {
  return { exitCode: exitCode ?? -1, output: all.replace(COLOURS, '') };
}

/** What Nx prints of one task of a run of several. */
export function outputOfTask(run: Pick<Finished, 'output'>, id: string): string {
  return run.output.split(/^> nx run /m).find((block) => block.startsWith(id)) ?? '';
}

/** PATH's first program of this name. */
export function findProgram(name: string): string {
  return execFileSync('which', [name], { encoding: 'utf8' }).trim();
}

const RECORDER = `
const { appendFileSync } = require('node:fs');
const { join } = require('node:path');
exports.name = 'recorder';
exports.postTasksExecution = (_options, { taskResults, workspaceRoot }) => {
  const tasks = Object.entries(taskResults).map(([id, { status }]) => ({ id, status }));
  appendFileSync(join(workspaceRoot, '.rig', 'tasks.jsonl'), JSON.stringify(tasks) + '\\n');
};
`;
