/** What an image's name says of where it is pulled from. */
export interface ImageName {
  /** Docker's own hub where the name has none. */
  readonly registry: string;
  /** Without the registry: `library/debian`. */
  readonly repository: string;
  readonly tag?: string;
  /** `sha256:…` */
  readonly digest?: string;
}

export const DOCKER_HUB = 'docker.io';

/**
 * By the rule of Docker's reference grammar: the part before the first slash is a registry if it could be a host, that
 * is, if it has a dot or a port, or is `localhost` (distribution/reference, splitDockerDomain).
 */
export function parseImageName(text: string): ImageName {
  const [named = '', digest] = text.split('@');
  const slash = named.indexOf('/');
  const first = named.slice(0, Math.max(0, slash));
  const isHost = /[.:]/.test(first) || first === 'localhost';
  const registry = isHost ? first : DOCKER_HUB;
  const [, path = '', tag] = /^(.*?)(?::([^:/]+))?$/.exec(isHost ? named.slice(slash + 1) : named) ?? [];
  const repository = registry === DOCKER_HUB && !path.includes('/') ? `library/${path}` : path;
  return { registry, repository, ...(tag === undefined ? {} : { tag }), ...(digest === undefined ? {} : { digest }) };
}

/**
 * `localhost/acme-builder:1`, without a port: what Podman calls an image that was built here and never pushed. No registry
 * is asked for one.
 */
export function isBuiltHere(name: string): boolean {
  return parseImageName(name).registry === 'localhost';
}

/** The name without a tag where it has a digest, which says it all: with both, engines do not find what they have. */
export function exactName(text: string): string {
  return text.replace(/(:[^:/@]*)?@/, '@');
}
