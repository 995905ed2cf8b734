import { Readable } from 'node:stream';
import type Dockerode from 'dockerode';
import { extract as createExtract } from 'tar-stream';

/** Takes a file of a container: its absolute path there, its content, and whether it can be run. */
export type ReceiveFile = (path: string, content: Readable, executable: boolean) => Promise<void>;

/** Streams a file out of a container, running or not. */
export async function copyOut(container: Dockerode.Container, path: string, receive: ReceiveFile): Promise<void> {
  await unpack(await container.getArchive({ path }), (_name, content, executable) =>
    receive(path, content, executable),
  );
}

/** Reads an archive file by file, as it comes. */
export async function unpack(archive: NodeJS.ReadableStream, receive: ReceiveFile): Promise<void> {
  const extract = createExtract();
  archive.once('error', (error) => extract.destroy(error));
  archive.pipe(extract);
  for await (const entry of extract) {
    const { name, type, mode = 0 } = entry.header;
    if (type === 'file') await receive(name, Readable.from(entry), (mode & 0o111) !== 0);
    else entry.resume();
  }
}
