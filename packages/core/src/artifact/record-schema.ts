import type { TSchema } from '@sinclair/typebox';
import { Type } from '@sinclair/typebox';
import type { BinaryFacts } from '../binary/facts';
import type { Artifact, ArtifactRecord, BuildSummary, PassedOver, Sha256 } from './record';

/** A schema for every key of a type: a key that the schema forgets does not compile, one that it invents neither. */
type SchemaOf<T> = Record<keyof Required<T>, TSchema>;

const closed = { additionalProperties: false } as const;
const Count = Type.Integer({ minimum: 0, description: 'Bytes.' });
const Text = Type.String({ minLength: 1 });

const Digest = Type.Unsafe<Sha256>(
  Type.String({
    pattern: '^[0-9a-f]{64}$',
    examples: ['e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'],
    description: 'sha256 as 64 lowercase hexadecimal digits.',
  }),
);

const binaryProperties = {
  format: Type.Union([Type.Literal('elf'), Type.Literal('mach-o'), Type.Literal('pe')]),
  architectures: Type.Array(Text, { minItems: 1, description: 'Several for a universal Mach-O.' }),
  kind: Type.Union([
    Type.Literal('executable'),
    Type.Literal('shared-library'),
    Type.Literal('object'),
    Type.Literal('other'),
  ]),
  static: Type.Boolean({ description: 'Needs no dynamic loader and no shared library to start.' }),
  dynamicLibraries: Type.Array(Type.String(), { description: 'As the file spells them, in its order.' }),
  interpreter: Type.Optional(Type.String()),
  minimumGlibc: Type.Optional(Type.String({ description: 'The highest glibc version that a symbol needs.' })),
  minimumMacos: Type.Optional(Type.String()),
  signature: Type.Optional(Type.Union([Type.Literal('none'), Type.Literal('ad-hoc'), Type.Literal('signed')])),
  buildId: Type.Optional(Type.String({ description: 'ELF build-id or Mach-O UUID.' })),
  subsystem: Type.Optional(Type.String()),
  timestamp: Type.Optional(Type.Integer({ description: "The PE header's TimeDateStamp." })),
  stripped: Type.Boolean({ description: 'Neither a symbol table nor debug sections remain.' }),
} satisfies SchemaOf<BinaryFacts>;

const fileProperties = {
  name: Type.String({ minLength: 1, description: "The file's own name, without folders." }),
  kind: Type.String({
    minLength: 1,
    description: 'executable, library, archive, symbols, checksums, manifest, installer, or a kind of your own.',
  }),
  platform: Type.Optional(Type.String({ minLength: 1, description: 'The target triple.' })),
  path: Type.String({ minLength: 1, description: "Relative to the record's folder, with `/`, without `..`." }),
  size: Count,
  sha256: Digest,
  crate: Type.Optional(Text),
  binary: Type.Optional(
    Type.Object(binaryProperties, { ...closed, description: 'What the file says of itself when it is read back.' }),
  ),
  sizes: Type.Optional(
    Type.Object(
      { compiled: Type.Optional(Count), stripped: Type.Optional(Count) },
      { ...closed, description: 'Bytes of the binary as each earlier stage left it.' },
    ),
  ),
  uncompressedSha256: Type.Optional(Digest),
} satisfies SchemaOf<Omit<Artifact, 'contents'>>;

const artifactProperties = {
  ...fileProperties,
  contents: Type.Optional(
    Type.Array(Type.Object(fileProperties, closed), { description: 'Of an archive: what is inside.' }),
  ),
} satisfies SchemaOf<Artifact>;

const buildProperties = {
  builder: Text,
  linker: Text,
  environment: Text,
  toolchain: Type.Array(Type.Object({ name: Text, version: Type.String() }, closed)),
  passedOver: Type.Array(
    Type.Object({ choice: Text, reason: Text } satisfies SchemaOf<PassedOver>, {
      ...closed,
      description: 'A choice that the build plan did not take, and why.',
    }),
  ),
} satisfies SchemaOf<BuildSummary>;

const recordProperties = {
  schemaVersion: Type.Literal(1),
  unit: Type.String({ minLength: 1, description: 'Name of the release unit.' }),
  platform: Type.String({ minLength: 1, description: 'The target triple.' }),
  stage: Type.String({ minLength: 1, description: 'The stage or target that left this record.' }),
  version: Type.Optional(Text),
  build: Type.Optional(Type.Object(buildProperties, closed)),
  artifacts: Type.Array(Type.Object(artifactProperties, closed)),
} satisfies SchemaOf<ArtifactRecord>;

/** The published schema of `artifacts.json`; record.ts says the same as types, and neither compiles without the other. */
export const ArtifactRecordSchema = Type.Object(recordProperties, {
  ...closed,
  $id: 'artifacts.schema.json',
  title: 'artifacts.json',
  description: 'What a stage of a release leaves beside its files.',
});
