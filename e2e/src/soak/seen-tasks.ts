import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Rig, TaskResult } from '@nx-cross/testing';
import type { State } from './edits';
import { renderDeciding } from './edits';
import { PROGRAMS } from './history-workspace';

const PREDECESSORS: Readonly<Record<string, string>> = { strip: 'cross-compile', verify: 'strip', package: 'verify' };

/** A task that ran although all that it depends on had been seen by the history of the seed. */
export interface NeedlessRun {
  readonly task: string;
  readonly seed: number;
}

/**
 * What each task has been run or replayed for. The cache has all of it, so whatever runs a second time for the same
 * runs needlessly.
 */
export class SeenTasks {
  private readonly seeds = new Map<string, number>();
  private readonly rig: Rig;

  constructor(rig: Rig) {
    this.rig = rig;
  }

  /** How many different tasks there were. */
  get count(): number {
    return this.seeds.size;
  }

  /** Takes note of a run's tasks, and tells which of them ran needlessly. */
  add(tasks: readonly TaskResult[], state: State, seed: number): readonly NeedlessRun[] {
    return tasks.flatMap(({ id, status }) => {
      const key = `${id} ${this.dependencies(id)} ${renderDeciding(id.replace(/--.*/, '').replace('-all', ''), state)}`;
      const first = this.seeds.get(key);
      if (first === undefined) this.seeds.set(key, seed);
      return status === 'success' && first !== undefined ? [{ task: id, seed: first }] : [];
    });
  }

  /** Digest of the files that a task takes from the one before it. */
  private dependencies(id: string): string {
    const [, project = '', stage = '', platform = ''] = /^(\w+):([a-z-]+?)(?:--(.*)|-all)?$/.exec(id) ?? [];
    const folders =
      project === 'pair'
        ? PROGRAMS.flatMap((program) => this.packageFolders(program, platform))
        : [PREDECESSORS[stage]]
            .filter((before) => before !== undefined)
            .map((before) => this.rig.path('dist', project, platform, before));
    const hash = createHash('sha256');
    for (const folder of folders) {
      for (const name of readdirSync(folder).sort()) hash.update(name).update(readFileSync(join(folder, name)));
    }
    return hash.digest('hex');
  }

  private packageFolders(program: string, group: string): readonly string[] {
    const platforms = readdirSync(this.rig.path('dist', program)).filter(
      (platform) => group === '' || !platform.endsWith('-musl'),
    );
    return platforms
      .sort()
      .map((platform) => this.rig.path('dist', program, platform, 'package'))
      .filter((folder) => existsSync(folder));
  }
}
