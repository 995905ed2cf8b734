export { createDependencies } from './graph/create-dependencies';
export { createNodes } from './graph/create-nodes';
/** Nx 22 reads this name first; 23 and later the one without a number. */
export { createNodes as createNodesV2 } from './graph/create-nodes';
export { preTasksExecution } from './graph/hook';

export const name = 'nx-cross';
