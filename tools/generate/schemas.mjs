/** The JSON schemas that users' files and our records are held to, each from its one definition in core. */
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
const { renderJsonSchema } = require('@nx-cross/core');
const { ArtifactRecordSchema } = require('@nx-cross/core/artifact');
const { ManifestSchema } = require('@nx-cross/core/release');
const { UnitSchema } = require('@nx-cross/core/unit');

const schemas = [
  ['nx-cross', UnitSchema],
  ['artifacts', ArtifactRecordSchema],
  ['manifest', ManifestSchema],
];

export const schemaFiles = schemas.map(([name, schema]) => ({
  file: `packages/core/schemas/${name}.schema.json`,
  render: () => renderJsonSchema(schema),
}));
