/** The release of one program by nx-cross and by another tool, in the situations in which a release is made. */
import { execFileSync } from 'node:child_process';
import { appendFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { checkOut, program, releaseFiles } from './one-program.mjs';
import { compare, runPairs } from './pairs.mjs';
import { startSharedCache } from './shared-cache.mjs';
import { expectTasks } from './workspaces.mjs';

export const release = ['run', `${program.name}:checksum-all`];

/** Both sides cold, with nothing changed, after an edit of the README, and in a fresh checkout. */
export async function compareReleases({ ours, theirs }, rounds) {
  const pairs = (situation, ...rest) =>
    runPairs({ rounds, ours: () => ours[situation](...rest), theirs: () => theirs[situation](...rest) });
  const cold = pairs('cold');
  const again = pairs('again');
  const edited = pairs('edited');
  const cache = await startSharedCache();
  ours.fill(cache);
  const fresh = pairs('fresh', cache);
  const wall = ({ wallSeconds }) => wallSeconds;
  return [
    compare('cold', cold, undefined, wall),
    compare('cold, CPU time', cold, undefined, ({ cpuSeconds }) => cpuSeconds),
    compare('nothing changed', again, undefined, wall),
    compare('README edit', edited, undefined, wall),
    compare('fresh checkout', fresh, undefined, wall),
  ];
}

export function nxCrossSide({ source, only, env }) {
  const tasks = only.length * 4 + 1; // compile, strip, verify, package; and the checksums
  const make = () => checkOut('ours', { source, files: releaseFiles(only), env });
  const workspace = make();
  const run = (where, ran, more) => {
    const took = where.nx(release, more);
    expectTasks(where, { ran, cached: tasks - ran });
    expectArchives(where.path('dist'), only.length);
    return took;
  };
  return {
    cold: () => {
      workspace.remove('target', 'dist', '.nx');
      return run(workspace, tasks);
    },
    again: () => run(workspace, 0),
    edited: () => {
      editReadme(workspace);
      return run(workspace, only.length + 1);
    },
    fill: (cache) => run(make(), tasks, cache),
    fresh: (cache) => run(make(), 0, cache),
  };
}

/**
 * @param output Where the tool leaves its archives.
 * @param path Folders that come first in PATH.
 */
export function peerSide({ source, only, env, files, argv, path, output }) {
  const make = () => checkOut('theirs', { source, files, env });
  const workspace = make();
  const run = (where) => {
    const took = where.measure(argv, { PATH: [...path, process.env.PATH].join(':') });
    expectArchives(where.path(output), only.length);
    return took;
  };
  return {
    cold: () => {
      workspace.remove('target', output);
      return run(workspace);
    },
    again: () => run(workspace),
    edited: () => {
      editReadme(workspace);
      return run(workspace);
    },
    fresh: () => run(make()),
  };
}

/** As many archives as there are platforms, each with the program in it. */
function expectArchives(folder, count) {
  const archives = readdirSync(folder, { recursive: true }).filter((path) => /\.(tar\.gz|zip)$/.test(path));
  const holding = archives.filter((path) => {
    const [reader, ...words] = path.endsWith('.zip') ? ['unzip', '-Z1'] : ['tar', '--list', '--file'];
    const names = execFileSync(reader, [...words, join(folder, path)], { encoding: 'utf8' });
    return new RegExp(`(^|/)${program.name}(\\.exe)?$`, 'm').test(names);
  });
  if (holding.length === count) return;
  throw new Error(`${folder} has ${holding.length} archives of ${program.name}, not ${count}`);
}

function editReadme({ path }) {
  appendFileSync(path('README.md'), `Edited at ${process.hrtime.bigint()}.\n`);
}
