import { createReadStream } from 'node:fs';
import { request } from 'node:http';

export interface EngineAnswer {
  readonly status: number;
  readonly text: string;
}

/** One request to an engine's socket, past every client that is tested. */
export function askEngine(socket: string, method: string, path: string, bodyFile?: string): Promise<EngineAnswer> {
  return new Promise((resolve, reject) => {
    const headers = bodyFile === undefined ? {} : { 'content-type': 'application/x-tar' };
    const asked = request({ socketPath: socket, method, path, headers }, (response) => {
      const pieces: Buffer[] = [];
      response.on('data', (piece: Buffer) => pieces.push(piece));
      response.on('end', () => resolve({ status: response.statusCode ?? 0, text: Buffer.concat(pieces).toString() }));
      response.on('error', reject);
    });
    asked.on('error', reject);
    if (bodyFile === undefined) asked.end();
    else createReadStream(bodyFile).pipe(asked);
  });
}
