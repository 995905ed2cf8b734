import { join } from 'node:path';
import { Failure } from '../failure';
import type { Places } from './places';
import { dockerFolder, filled, runtimeFolder } from './places';

/** What Docker's `config.json`, or Podman's `auth.json`, says of engines and registries. */
export interface DockerConfig {
  /** The file, for messages. */
  readonly file: string;
  readonly currentContext?: string;
  /** Key, as a person or `docker login` wrote it → what is known for it. */
  readonly auths: Readonly<Record<string, StoredAuth>>;
  /** The helper for every registry: `docker-credential-<name>`. */
  readonly credsStore?: string;
  /** Registry → the helper for it. */
  readonly credHelpers: Readonly<Record<string, string>>;
}

export interface StoredAuth {
  /** `user:password` in base64. */
  readonly auth?: string;
  readonly username?: string;
  readonly password?: string;
  readonly identitytoken?: string;
}

/** @throws Failure `engine-config-invalid` for a file that is no JSON object. */
export function readDockerConfig(places: Places): DockerConfig {
  return readConfig(places, join(dockerFolder(places), 'config.json')) ?? NOTHING;
}

/**
 * Every file that the engine's own tools take credentials from, the first to say something counts.
 * Podman's: containers-auth.json(5).
 */
export function readCredentialFiles(kind: 'docker' | 'podman', places: Places): readonly DockerConfig[] {
  const docker = join(dockerFolder(places), 'config.json');
  const files = kind === 'podman' ? [...podmanFiles(places), docker] : [docker];
  return files.flatMap((file) => readConfig(places, file) ?? []);
}

function podmanFiles(places: Places): readonly string[] {
  const { env, home } = places;
  const told = filled(env['REGISTRY_AUTH_FILE']);
  if (told !== undefined) return [told];
  const roots = [runtimeFolder(places), filled(env['XDG_CONFIG_HOME']) ?? join(home, '.config')];
  return roots.flatMap((root) => (root === undefined ? [] : [join(root, 'containers', 'auth.json')]));
}

const NOTHING: DockerConfig = { file: '', auths: {}, credHelpers: {} };

function readConfig(places: Places, file: string): DockerConfig | undefined {
  const text = places.readText(file);
  return text === undefined ? undefined : parseDockerConfig(file, text);
}

/** Takes what has the expected form, and passes over the rest: the file belongs to Docker, which has many more keys. */
export function parseDockerConfig(file: string, text: string): DockerConfig {
  const { currentContext, auths, credsStore, credHelpers } = parseObject(file, text);
  return {
    file,
    ...(isText(currentContext) ? { currentContext } : {}),
    auths: mapObject(auths, (value) => (isObject(value) ? pickTexts(value) : undefined)),
    ...(isText(credsStore) ? { credsStore } : {}),
    credHelpers: mapObject(credHelpers, (value) => (isText(value) ? value : undefined)),
  };
}

function parseObject(file: string, text: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = text.trim() === '' ? {} : JSON.parse(text);
    if (isObject(value)) return value;
  } catch {
    // Told below: the parser's own words would quote the file, and with it a password.
  }
  throw new Failure('engine-config-invalid', {
    message: `${file} is not a JSON object.`,
    hint: `Correct it, or move it away and log in again.`,
  });
}

function pickTexts(value: Readonly<Record<string, unknown>>): StoredAuth {
  const names = ['auth', 'username', 'password', 'identitytoken'] as const;
  return Object.fromEntries(names.flatMap((name) => (isText(value[name]) ? [[name, value[name]]] : [])));
}

function mapObject<T>(value: unknown, map: (value: unknown) => T | undefined): Readonly<Record<string, T>> {
  const entries = isObject(value) ? Object.entries(value) : [];
  return Object.fromEntries(
    entries.flatMap(([key, item]) => {
      const mapped = map(item);
      return mapped === undefined ? [] : [[key, mapped] as const];
    }),
  );
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}
