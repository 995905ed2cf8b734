/**
 * A shared cache as Nx's own protocol has it: `GET` and `PUT /v1/cache/<hash>`. In a process of its own, since a
 * measurement waits for its command without turning the event loop. argv: the folder that keeps what is put.
 * Prints the port.
 */
import { createReadStream, createWriteStream, existsSync, renameSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';

const folder = process.argv[2];

const server = createServer(async (request, response) => {
  const [, hash] = /^\/v1\/cache\/(\w+)$/.exec(request.url) ?? [];
  const path = join(folder, hash ?? '');
  if (hash === undefined) response.writeHead(404).end();
  else if (request.method === 'PUT') await receive(request, path, response);
  else send(path, response);
});
server.listen(0, '127.0.0.1', () => console.log(server.address().port));

async function receive(request, path, response) {
  await pipeline(request, createWriteStream(`${path}.partial`));
  renameSync(`${path}.partial`, path);
  response.writeHead(200).end();
}

function send(path, response) {
  if (!existsSync(path)) return response.writeHead(404).end();
  response.writeHead(200, { 'content-type': 'application/octet-stream', 'content-length': statSync(path).size });
  return createReadStream(path).pipe(response);
}
