/** Where an engine listens. */
export type Endpoint =
  | { readonly kind: 'socket'; readonly path: string }
  | { readonly kind: 'tcp'; readonly host: string; readonly port: number; readonly tls?: TlsFiles };

/** PEM files; the server's certificate is held against the machine's own list where `ca` is absent. */
export interface TlsFiles {
  readonly ca?: string;
  readonly cert?: string;
  readonly key?: string;
  /** False where the user's context says that the server's certificate is not to be looked at. */
  readonly verified: boolean;
}

/** Why an address cannot be used, and the line that mends it. */
export interface AddressProblem {
  readonly problem: string;
  readonly mend: string;
}

const DOCKER_PORT = 2375;
const DOCKER_TLS_PORT = 2376;

/**
 * The address of an engine in the form of DOCKER_HOST: `unix:///run/docker.sock`, `npipe:////./pipe/docker_engine`,
 * `tcp://build:2376`; what Docker allows to be left out may be.
 */
export function parseAddress(address: string, tls?: TlsFiles): Endpoint | AddressProblem {
  const [, scheme = 'tcp', rest = ''] = /^(?:([a-z]+):\/\/)?(.*)$/.exec(address) ?? [];
  switch (scheme) {
    case 'unix':
      return { kind: 'socket', path: rest === '' ? '/var/run/docker.sock' : rest };
    case 'npipe':
      return { kind: 'socket', path: rest === '' ? '//./pipe/docker_engine' : rest };
    case 'tcp':
    case 'http':
    case 'https':
      return parseTcp(rest, scheme === 'https' ? (tls ?? { verified: true }) : tls) ?? malformed(address);
    case 'ssh':
      return refuseSsh(rest);
    default:
      return malformed(address);
  }
}

function parseTcp(rest: string, tls: TlsFiles | undefined): Endpoint | undefined {
  const url = URL.canParse(`tcp://${rest}`) ? new URL(`tcp://${rest}`) : undefined;
  if (url === undefined || (url.pathname !== '' && url.pathname !== '/') || url.hostname === '') return undefined;
  const port = url.port === '' ? (tls === undefined ? DOCKER_PORT : DOCKER_TLS_PORT) : Number(url.port);
  // An address of IPv6 stands in brackets in a URL, and nowhere else.
  return { kind: 'tcp', host: url.hostname.replace(/^\[|\]$/g, ''), port, ...(tls === undefined ? {} : { tls }) };
}

/** The client for SSH that comes with dockerode knows nothing of the user's ~/.ssh/config, keys and known hosts. */
function refuseSsh(rest: string): AddressProblem {
  return {
    problem: `engines over SSH are not spoken to directly`,
    mend: `ssh -nNT -L /tmp/engine.sock:/var/run/docker.sock ${rest} & export DOCKER_HOST=unix:///tmp/engine.sock`,
  };
}

function malformed(address: string): AddressProblem {
  return { problem: `“${address}” is no address of an engine`, mend: 'unix:///run/docker.sock or tcp://host:2376' };
}

export function isProblem(value: Endpoint | AddressProblem): value is AddressProblem {
  return 'problem' in value;
}

/** As a person writes it. */
export function renderEndpoint(endpoint: Endpoint): string {
  if (endpoint.kind === 'socket') return endpoint.path;
  const host = endpoint.host.includes(':') ? `[${endpoint.host}]` : endpoint.host;
  return `tcp://${host}:${endpoint.port}`;
}
