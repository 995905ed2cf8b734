import type { Endpoint } from './endpoint';
import { renderEndpoint } from './endpoint';
import type { Engine } from './engine';

/** Where the engines' own commands look when nothing else is said (docker's `DefaultDockerHost`). */
const DOCKER_SOCKET = '/var/run/docker.sock';

/**
 * A line for the user's shell that speaks to this very engine: on a machine with two of them, or in a terminal without the
 * `DOCKER_HOST` of the build, the bare command would ask another.
 *
 * @param words `exec -it name sh`
 */
export function engineCommand(engine: Pick<Engine, 'kind' | 'endpoint'>, words: string): string {
  const { kind, endpoint } = engine;
  if (kind === 'podman') return `podman --url=${addressOf(endpoint)} ${words}`;
  const isUsual = endpoint.kind === 'socket' && endpoint.path === DOCKER_SOCKET;
  return isUsual ? `docker ${words}` : `docker --host=${addressOf(endpoint)} ${words}`;
}

function addressOf(endpoint: Endpoint): string {
  return endpoint.kind === 'socket' ? `unix://${endpoint.path}` : renderEndpoint(endpoint);
}
