import { cold } from './cold.mjs';
import { graph } from './graph.mjs';
import { packaging } from './packaging.mjs';
import { readme } from './readme.mjs';
import { unchanged } from './unchanged.mjs';

/** In the order in which they run and stand in the page. */
export const benchmarks = [cold, unchanged, readme, graph, packaging];
