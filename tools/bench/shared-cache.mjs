/** Starts the cache server of cache-server.mjs and gives the variables with which Nx uses it. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { onDispose, temporaryFolder } from './workspaces.mjs';

const program = fileURLToPath(new URL('cache-server.mjs', import.meta.url));

export async function startSharedCache() {
  const server = spawn(process.execPath, [program, temporaryFolder('shared-cache')], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onDispose(() => server.kill());
  const [port] = await once(server.stdout, 'data');
  return {
    NX_SELF_HOSTED_REMOTE_CACHE_SERVER: `http://127.0.0.1:${String(port).trim()}`,
    NX_SELF_HOSTED_REMOTE_CACHE_ACCESS_TOKEN: 'anybody',
  };
}
