/** A finished process. */
export interface RunResult {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  readonly cwd?: string;
  /** The whole environment; the host's own where absent. */
  readonly env?: Readonly<Record<string, string>>;
  readonly timeoutMs?: number;
  /** What the program reads on its standard input; nothing where absent. */
  readonly input?: string;
}

/** The machine that runs the stage, handed in so that tables of another host can be tested on this one. */
export interface Host {
  readonly os: 'linux' | 'darwin' | 'windows';
  /** Rust's word: `x86_64`, `aarch64`. */
  readonly architecture: string;
  /** Of a Linux host. */
  readonly libc?: 'gnu' | 'musl';
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Absolute path of the program by this name on PATH. */
  which(program: string): Promise<string | undefined>;
  /** Runs argv to its end and captures what it says. Never a shell. A program that cannot be started has the exit code 127. */
  run(argv: readonly [string, ...string[]], options?: RunOptions): Promise<RunResult>;
}
