export type { Imports } from './find-imported';
export { findImported } from './find-imported';
export type { ImportRequest, StageFolder } from './gather-imports';
export { gatherImports } from './gather-imports';
export { adoptImport, importFolders } from './import-folders';
export type { ImportableStage, ImportKey } from './places';
