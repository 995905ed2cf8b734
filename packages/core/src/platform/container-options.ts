import type { Static } from '@sinclair/typebox';
import { Type } from '@sinclair/typebox';
import type { PlatformGroups } from './patterns';
import { matchesPlatform } from './patterns';
import type { Platform } from './platform';

/** Where a builder runs: on the machine that runs the task, or in a container of an image. */
export const ENVIRONMENTS = ['host', 'container'] as const;

export type EnvironmentName = (typeof ENVIRONMENTS)[number];

/** A list of environments, in the order in which they are tried. */
export const EnvironmentsSchema = Type.Array(Type.Union(ENVIRONMENTS.map((name) => Type.Literal(name))), {
  minItems: 1,
  uniqueItems: true,
  default: ['host'],
  description:
    'Where it is compiled and stripped, in the order in which it is tried: `host`, `container`. What is passed over is told with its reason.',
});

const closed = { additionalProperties: false } as const;
const Name = Type.String({ minLength: 1 });

/** What holds where nx.json says nothing. */
export const CONTAINER_DEFAULTS = { engine: 'auto', pull: 'missing', network: 'bridge' } as const;

export const ContainerOptionsSchema = Type.Object(
  {
    images: Type.Optional(
      Type.Record(Type.String(), Type.Union([Name, Type.Array(Name, { minItems: 1 })]), {
        description:
          'Platforms (names, globs or groups; `*` for all others) → the image that builds for them, or several, of which the first that can be had is taken.',
      }),
    ),
    engine: Type.Optional(
      Type.Union([Type.Literal('auto'), Type.Literal('docker'), Type.Literal('podman')], {
        default: CONTAINER_DEFAULTS.engine,
        description: 'Which engine runs containers. `DOCKER_HOST` and Docker’s contexts are honoured.',
      }),
    ),
    pull: Type.Optional(
      Type.Union([Type.Literal('missing'), Type.Literal('always'), Type.Literal('never')], {
        default: CONTAINER_DEFAULTS.pull,
        description: 'When an image is pulled.',
      }),
    ),
    network: Type.Optional(
      Type.Union([Type.Literal('bridge'), Type.Literal('host'), Type.Literal('none')], {
        default: CONTAINER_DEFAULTS.network,
        description:
          'The network of a build’s container: the engine’s own, the machine’s, or `none`: sources are fetched before it, and no build script reaches out.',
      }),
    ),
    memory: Type.Optional(
      Type.Integer({ minimum: 64, description: 'How much memory a build’s container may use, in MiB.' }),
    ),
    cpus: Type.Optional(Type.Integer({ minimum: 1, description: 'How many processors a build’s container may use.' })),
  },
  { ...closed, description: 'Builds in containers.' },
);

type Written = Static<typeof ContainerOptionsSchema>;

/** What the workspace says of builds in containers. The images decide bytes; and so may a network that is not there. */
export interface ContainerOptions {
  readonly engine: 'auto' | 'docker' | 'podman';
  readonly pull: 'missing' | 'always' | 'never';
  readonly network: 'bridge' | 'host' | 'none';
  readonly memoryBytes?: number;
  readonly cpus?: number;
  /** Names of images, in the order in which they are tried; empty where none is named for the platform. */
  imagesFor(platform: Platform): readonly string[];
}

export function resolveContainerOptions(written: Written | undefined, groups: PlatformGroups): ContainerOptions {
  const { images = {}, engine, pull, network, memory, cpus } = written ?? {};
  return {
    engine: engine ?? CONTAINER_DEFAULTS.engine,
    pull: pull ?? CONTAINER_DEFAULTS.pull,
    network: network ?? CONTAINER_DEFAULTS.network,
    ...(memory === undefined ? {} : { memoryBytes: memory * 2 ** 20 }),
    ...(cpus === undefined ? {} : { cpus }),
    imagesFor: (platform) => imagesFor(images, platform, groups),
  };
}

/** A platform's own name goes before a pattern, `*` comes last; else the first in the file's order counts. */
function imagesFor(images: NonNullable<Written['images']>, platform: Platform, groups: PlatformGroups) {
  const patterns = Object.keys(images).filter((pattern) => matchesPlatform([pattern], platform, groups));
  const isName = (pattern: string) => pattern === platform.id || pattern === platform.friendly;
  const chosen = patterns.find(isName) ?? patterns.find((pattern) => pattern !== '*') ?? patterns[0];
  const found = chosen === undefined ? [] : (images[chosen] ?? []);
  return typeof found === 'string' ? [found] : found;
}
