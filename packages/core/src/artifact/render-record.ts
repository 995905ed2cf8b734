import type { TSchema } from '@sinclair/typebox';
import { Kind } from '@sinclair/typebox';
import type { ArtifactRecord } from './record';
import { ArtifactRecordSchema } from './record-schema';

/** The record's text: keys in the schema's order, whatever order the caller built them in, so that equal records are equal files. */
export function renderArtifactRecord(record: ArtifactRecord): string {
  return `${JSON.stringify(inSchemaOrder(ArtifactRecordSchema, record), null, 2)}\n`;
}

function inSchemaOrder(schema: TSchema, value: unknown): unknown {
  if (Array.isArray(value)) return value.map((item) => inSchemaOrder(schema['items'] as TSchema, item));
  if (schema[Kind] !== 'Object') return value;
  const properties = schema['properties'] as Readonly<Record<string, TSchema>>;
  const members = value as Readonly<Record<string, unknown>>;
  return Object.fromEntries(
    Object.entries(properties)
      .filter(([key]) => members[key] !== undefined)
      .map(([key, property]) => [key, inSchemaOrder(property, members[key])]),
  );
}
