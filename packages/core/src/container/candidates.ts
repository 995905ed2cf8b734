import { join } from 'node:path';
import { readDockerConfig } from './docker-config';
import { DEFAULT_CONTEXT, readCertificates, resolveContext } from './docker-context';
import type { AddressProblem, Endpoint, TlsFiles } from './endpoint';
import { parseAddress } from './endpoint';
import type { Places } from './places';
import { dockerFolder, filled, runtimeFolder } from './places';

/** The user's word for which engine is wanted. */
export type EngineChoice = 'auto' | 'docker' | 'podman';

/** A place where an engine may be. */
export interface Candidate {
  /** Who names it, for messages: `DOCKER_HOST`, `Podman, rootless`. */
  readonly from: string;
  readonly place: Endpoint | AddressProblem;
  /** A user's word. Such a one stands alone: a build must not go to another engine than the one that was named. */
  readonly named: boolean;
}

/**
 * Where engines are looked for, in this order. Docker's own: DOCKER_HOST, DOCKER_CONTEXT, the context that is current,
 * then the sockets (cli/command/cli.go, resolveContextName). Podman's: CONTAINER_HOST, then the sockets.
 */
export function listCandidates(choice: EngineChoice, places: Places): readonly Candidate[] {
  const docker = namedDocker(places);
  const podman = namedPodman(places);
  switch (choice) {
    case 'docker':
      return docker ?? dockerDefaults(places);
    case 'podman':
      // DOCKER_HOST often leads to Podman's socket; where it leads to Docker's, that one is passed over.
      return podman ?? [...(docker ?? []).map((one) => ({ ...one, named: false })), ...podmanSockets(places)];
    case 'auto':
      return docker ?? podman ?? distinct([...dockerDefaults(places), ...podmanSockets(places)]);
  }
}

function namedDocker(places: Places): readonly Candidate[] | undefined {
  const address = filled(places.env['DOCKER_HOST']);
  if (address !== undefined) {
    return [{ from: 'DOCKER_HOST', place: parseAddress(address, tlsOfVariables(places)), named: true }];
  }
  const context = filled(places.env['DOCKER_CONTEXT']);
  if (context === undefined || context === DEFAULT_CONTEXT) return undefined;
  return [{ from: `DOCKER_CONTEXT ${context}`, place: resolveContext(context, places), named: true }];
}

function namedPodman({ env }: Places): readonly Candidate[] | undefined {
  const address = filled(env['CONTAINER_HOST']);
  return address === undefined ? undefined : [{ from: 'CONTAINER_HOST', place: parseAddress(address), named: true }];
}

function tlsOfVariables(places: Places): TlsFiles | undefined {
  if (filled(places.env['DOCKER_TLS_VERIFY']) === undefined) return undefined;
  const folder = filled(places.env['DOCKER_CERT_PATH']) ?? dockerFolder(places);
  return { ...readCertificates(folder, places), verified: true };
}

function dockerDefaults(places: Places): readonly Candidate[] {
  const current = places.env['DOCKER_CONTEXT'] === undefined ? readDockerConfig(places).currentContext : undefined;
  if (current === undefined || current === DEFAULT_CONTEXT) return sockets('Docker', dockerSockets(places));
  return [{ from: `Docker’s context ${current}`, place: resolveContext(current, places), named: false }];
}

function dockerSockets({ os, env, home }: Places): readonly string[] {
  switch (os) {
    case 'linux':
      // Rootless, then Docker Desktop.
      return ['/var/run/docker.sock', ...inRuntime(env, 'docker.sock'), join(home, '.docker/desktop/docker.sock')];
    case 'darwin':
      return [join(home, '.docker/run/docker.sock'), '/var/run/docker.sock'];
    case 'windows':
      return ['//./pipe/docker_engine'];
  }
}

function podmanSockets(places: Places): readonly Candidate[] {
  const { home, uid } = places;
  switch (places.os) {
    case 'linux': {
      const runtime = runtimeFolder(places);
      const own = runtime === undefined || uid === 0 ? [] : [join(runtime, 'podman/podman.sock')];
      return [...sockets('Podman, rootless', own), ...sockets('Podman', ['/run/podman/podman.sock'])];
    }
    case 'darwin':
      return sockets('Podman’s machine', [join(home, '.local/share/containers/podman/machine/podman.sock')]);
    case 'windows':
      return sockets('Podman’s machine', ['//./pipe/podman-machine-default']);
  }
}

function inRuntime(env: Places['env'], name: string): readonly string[] {
  const runtime = filled(env['XDG_RUNTIME_DIR']);
  return runtime === undefined ? [] : [join(runtime, name)];
}

function sockets(from: string, paths: readonly string[]): readonly Candidate[] {
  return paths.map((path) => ({ from, place: { kind: 'socket', path }, named: false }));
}

function distinct(candidates: readonly Candidate[]): readonly Candidate[] {
  const byPlace = new Map(candidates.map((candidate) => [JSON.stringify(candidate.place), candidate]));
  return [...byPlace.values()];
}
