import { request } from 'node:http';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

export interface EngineAnswer {
  readonly status: number;
  readonly text: string;
}

/** One request to an engine's socket, past every client that is tested. */
export function askEngine(socket: string, method: string, path: string, body?: Readable): Promise<EngineAnswer> {
  return new Promise((resolve, reject) => {
    const headers = body === undefined ? {} : { 'content-type': 'application/x-tar' };
    const asked = request({ socketPath: socket, method, path, headers }, (response) => {
      const pieces: Buffer[] = [];
      response.on('data', (piece: Buffer) => pieces.push(piece));
      response.on('end', () => resolve({ status: response.statusCode ?? 0, text: Buffer.concat(pieces).toString() }));
      response.on('error', reject);
    });
    asked.on('error', reject);
    if (body === undefined) asked.end();
    else pipeline(body, asked).catch(reject);
  });
}
