export * from './edit-json';
export * from './failure';
export * from './failure-codes';
export { nearestNames, renderNearest } from './nearest';
export { renderJsonSchema } from './render-json-schema';
export { renderSize } from './render-size';
