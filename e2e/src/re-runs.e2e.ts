import { rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { Rig } from '@nx-cross/testing';
import type { Finished } from '@nx-cross/testing';
import { execa } from 'execa';
import type { Edit } from './re-runs/edits';
import { EDITS } from './re-runs/edits';
import type { Row } from './re-runs/expected';
import { cachedTasks, meantBy, readRows } from './re-runs/expected';
import { nodeModulesWithOwnPlugin, otherTools } from './re-runs/other-tools';
import { EVERYTHING, PLUGIN_OPTIONS, WORKSPACE } from './re-runs/workspace';

/** Of the workspace as it is before an edit. */
const TASKS = 22;

describe('which edit runs what again', () => {
  const nodeModules = nodeModulesWithOwnPlugin();
  const rig = new Rig({ files: WORKSPACE, pluginOptions: PLUGIN_OPTIONS, nodeModules });
  const rows = readRows();
  const all = [...rows.own, ...rows.nx];
  let edits = EDITS;
  afterAll(async () => {
    await rig.dispose();
    rmSync(dirname(nodeModules), { recursive: true });
  });

  const git = (...words: string[]) => execa('git', words, { cwd: rig.root });
  const run = (env: Edit['env']): Promise<Finished> => rig.nx(EVERYTHING, env === undefined ? {} : { env });

  beforeAll(async () => {
    expect(await rig.cli(['setup'])).toMatchObject({ exitCode: 0 });
    const dependency = { files: { 'Cargo.lock': await lockWith('itoa', ['1.0.14', '1.0.15']) } };
    edits = { ...EDITS, ...(await otherTools(rig)), dependency };
    await git('init', '--quiet');
    const first = succeeded(await run({}));
    expect(cachedTasks(first.tasks)).toHaveLength(TASKS);
  });

  /** Leaves the lock file with the dependency's first version, and gives the edit that takes the second. */
  async function lockWith(name: string, [first, second]: readonly [string, string]): Promise<() => string> {
    const take = async (version: string) => {
      await execa('cargo', ['update', '--quiet', '--package', name, '--precise', version], { cwd: rig.root });
      return rig.read('Cargo.lock');
    };
    await execa('cargo', ['generate-lockfile', '--quiet'], { cwd: rig.root });
    const other = await take(second);
    expect(await take(first)).not.toBe(other);
    // Offline from here on: both are in cargo's cache.
    await execa('cargo', ['fetch', '--quiet'], { cwd: rig.root });
    return () => other;
  }

  async function withEdit<T>(
    { files = {}, git: words, env }: Edit,
    then: (env: Edit['env']) => Promise<T>,
  ): Promise<T> {
    const restore = Object.keys(files).map((path) => remember(rig, path));
    try {
      for (const [path, change] of Object.entries(files))
        rig.write(path, change(rig.exists(path) ? rig.read(path) : ''));
      if (words !== undefined) await git(...words);
      return await then(env);
    } finally {
      for (const one of restore) one();
    }
  }

  async function runWith(edit: Edit): Promise<Finished> {
    if (edit.given === undefined) return withEdit(edit, run);
    return withEdit(edit.given, async (env) => {
      succeeded(await run(env));
      return withEdit(edit, (more) => run({ ...env, ...more }));
    });
  }

  it('has an edit for each row, and a row for each edit', () => {
    expect(Object.keys(edits).sort()).toEqual(all.map(({ id }) => id).sort());
  });

  it.each(all.map((row) => [row.edit, row] as const))('%s', async (_edit, row: Row) => {
    const edit = edits[row.id];
    if (edit === undefined) throw new Error(`no edit ${row.id}`);
    const finished = await runWith(edit);
    if (row.fails === undefined) succeeded(finished);
    else expect(finished.output).toContain(`nx-cross ${row.fails}: `);
    const tasks = cachedTasks(finished.tasks);
    const ran = tasks.filter(({ status }) => status === 'success').map(({ id }) => id);
    expect(ran.sort()).toEqual(meantBy(row.runs, tasks));
    expect(tasks).toHaveLength(row.tasks ?? TASKS);
  });
});

/** What puts a file back; of one that is not there yet, what removes it with the folders that are made for it. */
function remember(rig: Rig, path: string): () => void {
  if (!rig.exists(path)) {
    const parts = path.split('/').map((_part, index, all) => all.slice(0, index + 1).join('/'));
    const made = parts.find((part) => !rig.exists(part)) ?? path;
    return () => rig.remove(made);
  }
  const text = rig.read(path);
  return () => rig.write(path, text);
}

/** @throws Error with all that a run printed. */
function succeeded(run: Finished): Finished {
  if (run.exitCode !== 0) throw new Error(`Nx ended with ${run.exitCode}:\n${run.output}`);
  return run;
}
