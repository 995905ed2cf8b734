import type { Static, TSchema } from '@sinclair/typebox';
import { Type } from '@sinclair/typebox';
import { Value } from '@sinclair/typebox/value';

/** What is read of GitHub's answers, and no more: the rest of them may change. */
const AssetSchema = Type.Object({
  id: Type.Integer(),
  name: Type.String(),
  /** `uploaded`; anything else (`starter`) is the rest of an upload that failed. */
  state: Type.String(),
  size: Type.Integer(),
  /** `sha256:…`; `null` where a server knows none. */
  digest: Type.Union([Type.String(), Type.Null()]),
});

const ReleaseSchema = Type.Object({
  id: Type.Integer(),
  tag_name: Type.String(),
  target_commitish: Type.String(),
  draft: Type.Boolean(),
  /** Absent on servers that do not have such releases. */
  immutable: Type.Optional(Type.Boolean()),
  html_url: Type.String(),
  upload_url: Type.String(),
});

const RepositorySchema = Type.Object({
  full_name: Type.String(),
  permissions: Type.Optional(Type.Object({ push: Type.Boolean() })),
});

const ObjectSchema = Type.Object({ object: Type.Object({ type: Type.String(), sha: Type.String() }) });

export type RemoteAsset = Static<typeof AssetSchema>;
export type RemoteRelease = Static<typeof ReleaseSchema>;
export type RemoteRepository = Static<typeof RepositorySchema>;
/** A ref or an annotated tag: what it points to. */
export type RemoteObject = Static<typeof ObjectSchema>;

/**
 * Reads an answer; `undefined` where it is not what it should be. That happens: octokit gives a text in place of JSON
 * where a connection broke in the midst of an answer, and calls it a success.
 */
export type Parse<T> = (data: unknown) => T | undefined;

function parserOf<S extends TSchema>(schema: S): Parse<Static<S>> {
  return (data) => (Value.Check(schema, data) ? data : undefined);
}

export const parseAsset = parserOf(AssetSchema);
export const parseAssets = parserOf(Type.Array(AssetSchema));
export const parseRelease = parserOf(ReleaseSchema);
export const parseReleases = parserOf(Type.Array(ReleaseSchema));
export const parseRepository = parserOf(RepositorySchema);
export const parseObject = parserOf(ObjectSchema);
export const parseSha = parserOf(Type.Object({ sha: Type.String() }));
/** Where the answer itself says nothing that is needed. */
export const parseNothing: Parse<true> = () => true;
