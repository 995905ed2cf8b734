import { rmSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Finished } from '@nx-cross/testing';
import { installNx, Rig } from '@nx-cross/testing';
import { ACME } from './acme';

const HOST = 'x86_64-unknown-linux-gnu';
const MUSL = 'x86_64-unknown-linux-musl';
const OPTIONS = { platforms: ['linux-x86_64', 'linux-x86_64-musl'], groups: { static: ['*-musl'] } };

/** What ran, without the front door itself, in bytewise order: `verify--x86_64-unknown-linux-musl local-cache`. */
function ran({ tasks }: Finished, project = 'greeter'): string[] {
  const platformTasks = tasks.filter(({ id }) => id.startsWith(`${project}:`) && id.includes('--'));
  return platformTasks.map(({ id, status }) => `${id.slice(project.length + 1)} ${status}`).sort();
}

function platformsOf(finished: Finished): string[] {
  return [...new Set(ran(finished).map((task) => task.replace(/^.*?--| .*$/g, '')))];
}

describe.each(['22.6.5', '23.2.1', '24.0.0'])('the front door on Nx %s', (version) => {
  let nodeModules: string;
  let rig: Rig;
  beforeAll(async () => {
    nodeModules = await installNx(version);
    rig = new Rig({ files: ACME, pluginOptions: OPTIONS, nodeModules, daemon: true });
    // zig, for musl.
    expect(await rig.cli(['setup'])).toMatchObject({ exitCode: 0 });
  });
  afterAll(async () => {
    await rig.dispose();
    rmSync(dirname(nodeModules), { recursive: true });
  });

  it('builds the platforms that are named, in their own cached tasks', async () => {
    const first = await rig.nx(['run', 'greeter:smoke', `--target=${MUSL},linux-x86_64`]);
    expect(first).toMatchObject({ exitCode: 0 });
    expect(ran(first)).toEqual(
      ['cross-compile', 'smoke', 'strip', 'verify'].flatMap((stage) =>
        [HOST, MUSL].map((platform) => `${stage}--${platform} success`),
      ),
    );
    const own = await rig.nx(['run', `greeter:cross-compile--${MUSL}`]);
    expect(ran(own)).toEqual([`cross-compile--${MUSL} local-cache-kept-existing`]);
  });

  it.each([
    ['cross-compile', [`--target=${MUSL}`]],
    ['cross-compile', ['--target', 'linux-x86_64-musl']],
    ['strip', ['-t', 'linux-x86_64-musl']],
    ['strip', ['--platforms=static']],
    ['verify', ['--configuration=linux-x86_64-musl']],
    ['smoke', ['-c', MUSL]],
    ['smoke', ['--', '--target=linux-x86_64-musl']],
    ['package', ['--platforms=*-musl']],
  ])('%s %j: that platform alone, all before it from the cache', async (stage, words) => {
    const run = await rig.nx(['run', `greeter:${stage}`, ...words]);
    expect(run).toMatchObject({ exitCode: 0 });
    expect(platformsOf(run)).toEqual([MUSL]);
    expect(ran(run).filter((task) => !task.includes('local-cache'))).toEqual(
      stage === 'package' ? [`package--${MUSL} success`] : [],
    );
  });

  it('takes a platform for a configuration, and forgets one that was named before', async () => {
    const configured = await rig.nx(['run', 'greeter:package:linux-x86_64-musl']);
    expect(platformsOf(configured)).toEqual([MUSL]);
    expect(platformsOf(await rig.nx(['run', 'greeter:cross-compile', `--target=${MUSL}`]))).toEqual([MUSL]);
    expect(platformsOf(await rig.nx(['run', 'greeter:cross-compile']))).toEqual([HOST]);
  });

  it.each([
    [['run', 'greeter:package', '--target=linux-x86_46'], 'did you mean linux-x86_64?'],
    [['run', 'greeter:package', '--target=aarch64-unknown-linux-gnu'], 'is not configured here'],
    [['run', 'greeter:package', '--target='], 'a platform is asked for by an empty name'],
    [['run', 'greeter:package', '--platforms=linux-x86_64,'], 'a platform is asked for by an empty name'],
    [['run', 'greeter:package:linux-x86_46'], 'did you mean linux-x86_64'],
    [['run', 'greeter:package', '-c', 'linux-x86_46'], 'did you mean linux-x86_64'],
    [['run', 'greeter:package-all', '--target=linux-x86_64'], 'greeter:package-all takes no platform'],
    [['run', 'acme:publish:linux-x86_64'], 'acme:publish has no configuration "linux-x86_64"'],
    [['run-many', '-t', 'package', '--target=linux-x86_64'], 'no project has a target "linux-x86_64"'],
  ])('builds nothing for nx %j', async (words, message) => {
    const run = await rig.nx(words);
    expect(run).toMatchObject({ exitCode: 1 });
    expect(run.output).toContain(`nx-cross unknown-platform: `);
    expect(run.output).toContain(message);
    expect(run.tasks.filter(({ id }) => id.includes('--'))).toEqual([]);
  });

  it('takes the short form of nx run, or refuses it aloud', async () => {
    const run = await rig.nx(['cross-compile', 'greeter', `--target=${MUSL}`]);
    // Nx up to 22.6 reads two targets, and fails before it asks a plugin.
    if (version === '22.6.5') expect(run).toMatchObject({ exitCode: 1, tasks: [] });
    else expect(platformsOf(run)).toEqual([MUSL]);
  });

  it('groups the targets by stage and describes each', async () => {
    const { output } = await rig.nx(['show', 'project', 'greeter', '--json']);
    const project = JSON.parse(output) as {
      targets: Record<string, { metadata?: { description?: string } }>;
      metadata: { targetGroups: Record<string, string[]> };
    };
    const stages = ['cross-compile', 'strip', 'verify', 'smoke', 'package'];
    expect(project.metadata.targetGroups).toEqual(
      Object.fromEntries(
        stages.map((stage) => [
          stage,
          expect.arrayContaining([
            stage,
            `${stage}--${HOST}`,
            `${stage}--${MUSL}`,
            `${stage}-all`,
            `${stage}-all--static`,
          ]),
        ]),
      ),
    );
    const silent = Object.entries(project.targets).filter(([, { metadata }]) => !metadata?.description);
    expect(silent).toEqual([]);
    expect(project.targets[`package--${MUSL}`]?.metadata?.description).toBe('Packages greeter for linux-x86_64-musl.');
  });

  it('does the same without the daemon', async () => {
    const alone = new Rig({ files: ACME, pluginOptions: OPTIONS, nodeModules });
    try {
      const named = await alone.nx(['run', 'greeter:cross-compile', `--target=${MUSL}`]);
      expect(ran(named)).toEqual([`cross-compile--${MUSL} success`]);
      const again = await alone.nx(['run', 'greeter:cross-compile', '-t', 'linux-x86_64-musl']);
      expect(platformsOf(again)).toEqual([MUSL]);
      expect(ran(again).filter((task) => !task.includes('local-cache'))).toEqual([]);
      const wrong = await alone.nx(['run', 'greeter:cross-compile:linux-x86_46']);
      expect(wrong).toMatchObject({ exitCode: 1, tasks: [] });
    } finally {
      await alone.dispose();
    }
  });
});
