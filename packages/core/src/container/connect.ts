import type Dockerode from 'dockerode';
import type { Endpoint } from './endpoint';

/**
 * dockerode, which takes 0.2 to 0.3 s to load: where something is run or pulled, and not before.
 *
 * Everything that it would else take from DOCKER_HOST and its kin is said: with a host from there it would pass over the
 * socket that it is given (docker-modem, defaultOpts).
 */
export async function connect(endpoint: Endpoint): Promise<Dockerode> {
  const { default: Client } = await import('dockerode');
  const nothing = { host: undefined, port: undefined, ca: undefined, cert: undefined, key: undefined };
  const options = endpoint.kind === 'socket' ? { protocol: 'http', socketPath: endpoint.path } : await tcp(endpoint);
  return new Client({ ...nothing, agent: await freshAgent(endpoint), ...options } as Dockerode.DockerOptions);
}

async function tcp({ host, port, tls }: Extract<Endpoint, { kind: 'tcp' }>): Promise<object> {
  const { verified: _, ...files } = tls ?? {};
  return { protocol: tls === undefined ? 'http' : 'https', host, port, ...files };
}

/** A connection of its own for each request: one that is kept is dead after the engine's restart. */
async function freshAgent(endpoint: Endpoint): Promise<object> {
  const tls = endpoint.kind === 'tcp' ? endpoint.tls : undefined;
  if (tls === undefined) return new (await import('node:http')).Agent({ keepAlive: false });
  return new (await import('node:https')).Agent({ keepAlive: false, rejectUnauthorized: tls.verified });
}
