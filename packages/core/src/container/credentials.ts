import { Failure } from '../failure';
import type { Host } from '../toolchain';
import type { DockerConfig, StoredAuth } from './docker-config';
import type { ImageName } from './image-name';
import { DOCKER_HUB } from './image-name';

/** What an engine is handed to pull with, in the form of its X-Registry-Auth header. */
export type RegistryAuth =
  | { readonly username: string; readonly password: string; readonly serveraddress: string }
  | { readonly identitytoken: string; readonly serveraddress: string };

export interface Credentials {
  readonly auth: RegistryAuth;
  /** Where they come from, for messages; never what they are. */
  readonly source: string;
}

/** The name that Docker keeps its hub's credentials under. */
const HUB_KEY = 'https://index.docker.io/v1/';

/** A helper to be asked, and the words to ask with. */
interface HelperCall {
  readonly helper: string;
  readonly server: string;
  readonly file: string;
}

/**
 * The credentials for an image's registry, from the first of the files that has some: the registry's own helper, the
 * helper for all, then what the file itself says. None is no failure: most images are public.
 *
 * @throws Failure `pull-refused` for a helper that is missing or breaks.
 */
export async function findCredentials(
  name: ImageName,
  files: readonly DockerConfig[],
  host: Host,
): Promise<Credentials | undefined> {
  for (const file of files) {
    for (const call of helperCalls(name, file)) {
      const auth = await askHelper(call, host);
      if (auth !== undefined) return { auth, source: `docker-credential-${call.helper}` };
    }
    const stored = chooseStored(name, file);
    if (stored !== undefined) return { auth: stored, source: file.file };
  }
  return undefined;
}

/** The helpers that may know the registry, in Docker's order (cli/config/configfile, GetCredentialsStore). */
export function helperCalls({ registry }: ImageName, config: DockerConfig): readonly HelperCall[] {
  const { file, credHelpers, credsStore } = config;
  const [server = registry, ...others] = serversOf(registry);
  const own = [server, ...others].map((key) => credHelpers[key]).find((helper) => helper !== undefined);
  const helper = own ?? credsStore;
  return helper === undefined ? [] : [{ helper, server, file }];
}

/**
 * The entry of a file for an image: Podman keeps some for a part of a registry, `registry/team`, the longest of which
 * counts; Docker writes URLs in some, and the hub's always (cli/config/credentials, ConvertToHostname).
 */
export function chooseStored({ registry, repository }: ImageName, config: DockerConfig): RegistryAuth | undefined {
  const parts = repository.split('/');
  const scopes = parts.map((_, index) => [registry, ...parts.slice(0, parts.length - index)].join('/'));
  for (const scope of [...scopes, ...serversOf(registry)]) {
    for (const [key, stored] of Object.entries(config.auths)) {
      if (key !== scope && hostOfKey(key) !== scope) continue;
      const auth = readStored(stored, registry);
      if (auth !== undefined) return auth;
    }
  }
  return undefined;
}

function serversOf(registry: string): readonly string[] {
  return registry === DOCKER_HUB ? [HUB_KEY, 'index.docker.io', DOCKER_HUB] : [registry];
}

/** `https://registry.example/v2/` is the registry as a whole; `registry.example/team` is a part of one. */
function hostOfKey(key: string): string {
  const rest = key.replace(/^https?:\/\//, '');
  return rest === key ? key : (rest.split('/')[0] ?? rest);
}

function readStored(
  { auth, username, password, identitytoken }: StoredAuth,
  registry: string,
): RegistryAuth | undefined {
  const serveraddress = registry === DOCKER_HUB ? HUB_KEY : registry;
  if (identitytoken !== undefined) return { identitytoken, serveraddress };
  if (auth === undefined) {
    return username === undefined || password === undefined ? undefined : { username, password, serveraddress };
  }
  // The password may have colons, the name has none; older Dockers padded with zero bytes.
  const [, name = '', secret = ''] = /^([^:]*):(.*)$/s.exec(Buffer.from(auth, 'base64').toString()) ?? [];
  return name === '' ? undefined : { username: name, password: secret.replace(/\0+$/, ''), serveraddress };
}

/** The protocol of docker-credential-helpers: the server on stdin, JSON on stdout; `<token>` stands for no name. */
async function askHelper({ helper, server, file }: HelperCall, host: Host): Promise<RegistryAuth | undefined> {
  const program = `docker-credential-${helper}`;
  const path = await host.which(program);
  const fail = (message: string, hint: string) => new Failure('pull-refused', { message, hint });
  if (path === undefined) {
    const absent = `${file} leaves the credentials for ${server} to ${program}, which is not on PATH.`;
    throw fail(absent, `Install it, or correct ${file}.`);
  }
  const { exitCode, stdout } = await host.run([path, 'get'], { input: server });
  // Said on stdout, and with a code of failure, for a registry that it does not know.
  if (/credentials not found/i.test(stdout)) return undefined;
  // What else it said is not shown: it may be a secret.
  const broken = fail(
    `${program} (named in ${file}) gave no credentials for ${server}.`,
    `echo ${server} | ${program} get`,
  );
  if (exitCode !== 0) throw broken;
  const answer = parseHelper(stdout);
  if (answer === undefined) throw broken;
  const serveraddress = server;
  return answer.Username === '<token>'
    ? { identitytoken: answer.Secret, serveraddress }
    : { username: answer.Username, password: answer.Secret, serveraddress };
}

function parseHelper(text: string): { readonly Username: string; readonly Secret: string } | undefined {
  try {
    const { Username, Secret } = JSON.parse(text) as { Username?: unknown; Secret?: unknown };
    return typeof Username === 'string' && typeof Secret === 'string' ? { Username, Secret } : undefined;
  } catch {
    return undefined;
  }
}
