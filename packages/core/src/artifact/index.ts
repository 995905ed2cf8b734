export * from './record';
export { ArtifactRecordSchema } from './record-schema';
export { parseArtifactRecord } from './parse-record';
export { renderArtifactRecord } from './render-record';
export { readArtifactRecord, writeArtifactRecord } from './record-io';
export { describeFile, verifyArtifactFiles } from './files';
export { cannotWrite, copyArtifact, emptyDirectory, fillDirectory, writeFileAtomically, writeNote } from './write-file';
export { canonicalJson, digestOf, digestOfBytes } from './digest';
