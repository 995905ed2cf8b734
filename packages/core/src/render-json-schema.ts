import type { TSchema } from '@sinclair/typebox';

/** A schema as the JSON that is published for editors and validators; typebox's own marks are symbols, and fall away. */
export function renderJsonSchema(schema: TSchema): string {
  return `${JSON.stringify({ $schema: 'http://json-schema.org/draft-07/schema#', ...schema }, null, 2)}\n`;
}
