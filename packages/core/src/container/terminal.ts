import type { Readable, Writable } from 'node:stream';
import type Dockerode from 'dockerode';

/** What a shell is typed into and written to: a terminal, or pipes. */
export interface Terminal {
  readonly stdin: Readable & Partial<Pick<NodeJS.ReadStream, 'isTTY' | 'setRawMode' | 'unref'>>;
  readonly stdout: Writable & Partial<Pick<NodeJS.WriteStream, 'isTTY' | 'columns' | 'rows'>>;
  readonly stderr: Writable;
  /** What the terminal is, by the name that programs look up: `TERM`. */
  readonly type: string | undefined;
}

/** A pipe on either side makes it no terminal: what is read or written is then a program's. */
export function isInteractive({ stdin, stdout }: Terminal): boolean {
  return stdin.isTTY === true && stdout.isTTY === true;
}

/** Joins a terminal to what it is attached to, until `leave`. */
export function joinTerminal(terminal: Terminal, stream: NodeJS.ReadWriteStream, client: Dockerode) {
  const { stdin, stdout, stderr } = terminal;
  const interactive = isInteractive(terminal);
  const said = new Promise<void>((resolve) => {
    for (const event of ['end', 'error', 'close']) stream.once(event, () => resolve());
  });
  if (interactive) stream.on('data', (piece: Buffer) => stdout.write(piece));
  else client.modem.demuxStream(stream, stdout, stderr);
  // A terminal that is closed is told by a signal too, which ends the run.
  const onError = () => stream.end();
  for (const side of [stdin, stdout]) side.on('error', onError);
  if (interactive) stdin.setRawMode?.(true);
  stdin.pipe(stream);
  const leave = () => {
    stdin.unpipe(stream);
    if (interactive) stdin.setRawMode?.(false);
    for (const side of [stdin, stdout]) side.removeListener('error', onError);
    // Else this process would wait for more to be typed.
    stdin.pause();
    stdin.unref?.();
  };
  return { said, leave };
}

/** Lets a command's terminal have the size of the user's, now and whenever that changes, until it is called. */
export function followSize({ stdout }: Terminal, exec: Dockerode.Exec): () => void {
  const resize = () => {
    // A command that has just ended has no size.
    exec.resize({ h: stdout.rows ?? 24, w: stdout.columns ?? 80 }).catch(() => undefined);
  };
  resize();
  stdout.on('resize', resize);
  return () => void stdout.removeListener('resize', resize);
}
