import { mkdirSync, readdirSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Finished, Rig } from '@nx-cross/testing';
import { FIRST_STATE } from './edits';
import { readTree } from './file-tree';
import type { Beginning } from './plan-moment';
import { BEGINNINGS } from './plan-moment';
import { renderFiles } from './render-state';

/** From compile to publish. */
export const RELEASE = ['run', 'pair:publish'];

/** Both programs must run before they are published, so that every stage there is takes part. */
export function releaseFiles(): Record<string, string> {
  const all: Record<string, string> = { ...renderFiles(FIRST_STATE) };
  for (const path of ['apps/greeter/nx-cross.json', 'apps/tool/nx-cross.json']) {
    all[path] = JSON.stringify({ ...(JSON.parse(all[path] ?? '') as object), smoke: { required: ['linux-*'] } });
  }
  return all;
}

/** A release that something befalls, and what it must come to all the same. */
export class DisturbedRelease {
  readonly env: Readonly<Record<string, string>>;
  private readonly temporary: string;
  private undisturbed: Readonly<Record<string, string>> = {};

  constructor(private readonly rig: Rig) {
    this.temporary = rig.path('.rig', 'temporary');
    this.env = { TMPDIR: this.temporary };
  }

  run(): Promise<Finished> {
    return this.rig.nx(RELEASE, { env: this.env });
  }

  begin(beginning: Beginning): void {
    this.rig.remove('dist');
    if (beginning !== 'cached') this.rig.remove('.nx');
    if (beginning === 'cold') this.rig.remove('target');
    this.rig.remove('.rig/temporary');
    mkdirSync(this.temporary);
  }

  /** Runs it from each beginning with nothing in its way, and gives what each took by the meter. */
  async measure(meter: () => number): Promise<Readonly<Record<Beginning, number>>> {
    const taken = { cold: 0, compiled: 0, cached: 0 };
    for (const beginning of BEGINNINGS) {
      this.begin(beginning);
      const start = meter();
      expect(await this.run()).toMatchObject({ exitCode: 0 });
      taken[beginning] = meter() - start;
      const tree = readTree(this.rig.path('dist'));
      if (beginning === 'cold') this.undisturbed = tree;
      expect(tree).toEqual(this.undisturbed);
    }
    expect(this.rig.processes()).toEqual([]);
    return taken;
  }

  /** The next run at once, with whatever the disturbed one still has running; then the cache alone. */
  async recover(): Promise<readonly string[]> {
    const next = await this.run();
    if (next.exitCode !== 0) return [`the next run ended with ${String(next.exitCode)}:\n${next.output}`];
    const wrong = [...this.compare('after the next run'), ...(await this.leftProcesses()), ...this.leftFiles()];
    this.rig.remove('dist');
    const replayed = await this.run();
    if (replayed.exitCode !== 0) return [...wrong, `from the cache:\n${replayed.output}`];
    return [...wrong, ...this.compare('from the cache')];
  }

  leftFiles(): readonly string[] {
    return readdirSync(this.temporary).map((name) => `left over: ${name} in the temporary folder`);
  }

  /** What differs from an undisturbed release, file by file. */
  private compare(when: string): readonly string[] {
    const found = readTree(this.rig.path('dist'));
    return [...new Set([...Object.keys(found), ...Object.keys(this.undisturbed)])]
      .filter((path) => found[path] !== this.undisturbed[path])
      .map((path) => `${when}, dist/${path} is ${found[path] ?? 'missing'}, not ${this.undisturbed[path] ?? 'there'}`);
  }

  /** A worker of Nx whose Nx was killed before it connected waits for it, by Nx's own clock; nothing of ours waits. */
  private async leftProcesses(): Promise<readonly string[]> {
    for (const end = Date.now() + 60_000; Date.now() < end && this.rig.processes().length > 0;) await sleep(100);
    return this.rig.processes().map((line) => `still running: ${line}`);
  }
}
