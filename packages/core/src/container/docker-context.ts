import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { AddressProblem, Endpoint, TlsFiles } from './endpoint';
import { parseAddress } from './endpoint';
import type { Places } from './places';
import { dockerFolder } from './places';

/** The context that stands for Docker's own defaults, and has no file. */
export const DEFAULT_CONTEXT = 'default';

/**
 * The endpoint of a Docker context, read from the files that `docker context create` writes: `meta/<digest>/meta.json`,
 * and its certificates in `tls/<digest>/docker`, where the digest is that of the context's name.
 */
export function resolveContext(name: string, places: Places): Endpoint | AddressProblem {
  const contexts = join(dockerFolder(places), 'contexts');
  const digest = createHash('sha256').update(name).digest('hex');
  const file = join(contexts, 'meta', digest, 'meta.json');
  const text = places.readText(file);
  if (text === undefined)
    return { problem: `there is no context of this name in ${contexts}`, mend: 'docker context ls' };
  const endpoint = parseDockerEndpoint(text);
  if (endpoint === undefined) {
    return { problem: `${file} names no address of Docker`, mend: `docker context inspect ${name}` };
  }
  return parseAddress(endpoint.host, readTls(join(contexts, 'tls', digest, 'docker'), endpoint, places));
}

interface ContextEndpoint {
  readonly host: string;
  readonly skipTlsVerify: boolean;
}

function parseDockerEndpoint(text: string): ContextEndpoint | undefined {
  try {
    const meta = JSON.parse(text) as { Endpoints?: { docker?: { Host?: unknown; SkipTLSVerify?: unknown } } } | null;
    const { Host, SkipTLSVerify } = meta?.Endpoints?.docker ?? {};
    return typeof Host === 'string' && Host !== '' ? { host: Host, skipTlsVerify: SkipTLSVerify === true } : undefined;
  } catch {
    return undefined;
  }
}

function readTls(folder: string, { skipTlsVerify }: ContextEndpoint, places: Places): TlsFiles | undefined {
  const files = readCertificates(folder, places);
  if (Object.keys(files).length === 0 && !skipTlsVerify) return undefined;
  return { ...files, verified: !skipTlsVerify };
}

/** The PEM files under the names that Docker gives them. */
export function readCertificates(folder: string, places: Places): Omit<TlsFiles, 'verified'> {
  const names = ['ca', 'cert', 'key'] as const;
  const read = names.map((name) => [name, places.readText(join(folder, `${name}.pem`))] as const);
  return Object.fromEntries(read.filter(([, text]) => text !== undefined));
}
