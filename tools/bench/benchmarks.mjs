import { againstDist } from './against-dist.mjs';
import { againstGoReleaser } from './against-goreleaser.mjs';
import { cold } from './cold.mjs';
import { graph } from './graph.mjs';
import { packaging } from './packaging.mjs';
import { publish } from './publish.mjs';
import { readme } from './readme.mjs';
import { unchanged } from './unchanged.mjs';

/** In the order in which they run and stand in the page. */
export const benchmarks = [cold, unchanged, readme, graph, packaging, publish, againstGoReleaser, againstDist];
