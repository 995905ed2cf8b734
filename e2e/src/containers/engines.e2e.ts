import { createHash } from 'node:crypto';
import { execFileSync } from 'node:child_process';
import { chownSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { KeptContainer } from '@nx-cross/core/container';
import { findEngine, listKept, readFreeDisk, renderEngine, sweep } from '@nx-cross/core/container';
import { CuttingProxy, readTestbed } from '@nx-cross/testing';
import { placesOf, StartedEngine } from './started-engine';

const ENGINES = [
  { name: 'docker', kind: 'docker', rootless: false },
  { name: 'podman', kind: 'podman', rootless: false },
  { name: 'podman-rootless', kind: 'podman', rootless: true },
] as const;

const byName = (a: KeptContainer | undefined, b: KeptContainer | undefined) =>
  String(a?.name) < String(b?.name) ? -1 : 1;

describe.each(ENGINES)('$name', ({ name, kind, rootless }) => {
  let started: StartedEngine;
  beforeAll(async () => (started = await StartedEngine.start(name)));
  afterEach(async () => expect(await started.rig.containers()).toEqual([]));
  afterAll(() => started.dispose());

  const uidOf = (user: string) => Number(execFileSync('id', ['-u', user], { encoding: 'utf8' }));
  /** Who works for a rootless engine. */
  const worker = () => (rootless ? uidOf(readTestbed().testUser.name) : 0);

  it('is known by what it says of itself', async () => {
    const { engine, rig } = started;
    expect(engine).toMatchObject({ kind, rootless, os: 'linux', architecture: 'amd64', cpus: expect.any(Number) });
    expect(renderEngine(engine)).toMatch(/^(Docker 20|Podman 4)\.\d+\.\d+ at \//);
    expect(engine.endpoint).toEqual({ kind: 'socket', path: rig.socket });
    expect(engine.limits).toBe(!rootless);
    expect(engine.memoryBytes).toBeGreaterThan(2 ** 28);
    expect(await readFreeDisk(engine)).toBeGreaterThan(2 ** 20);
  });

  it('is found over TCP, and when it is asked for by its name alone', async () => {
    const proxy = await CuttingProxy.start({ path: started.rig.socket });
    try {
      const places = placesOf(`tcp://127.0.0.1:${proxy.port}`);
      const { engine } = await findEngine(kind, places);
      expect(engine).toMatchObject({ kind, endpoint: { kind: 'tcp', port: proxy.port } });
      const run = await started.sh('echo over TCP; echo twice >&2', {}, engine);
      expect(run).toEqual({ result: { kind: 'exited', exitCode: 0 }, stdout: ['over TCP'], stderr: ['twice'] });
    } finally {
      await proxy.stop();
    }
  });

  it('runs argv word for word, with its environment and folder, and tells its two outputs apart', async () => {
    const words = ['two words', '$HOME "quoted"', 'new\nline', '', '*'];
    const script = 'printf "<%s>\\n" "$@"; printf "%s" "$VARIABLE" >&2; pwd; exit 7';
    const run = await started.run({
      argv: ['sh', '-c', script, 'name', ...words],
      env: { VARIABLE: 'a = b\nä' },
      cwd: '/tmp',
    });
    expect(run).toEqual({
      result: { kind: 'exited', exitCode: 7 },
      stdout: ['<two words>', '<$HOME "quoted">', '<new', 'line>', '<>', '<*>', '/tmp'],
      stderr: ['a = b', 'ä'],
    });
  });

  it('brings a large output whole, letters of several bytes too', async () => {
    const line = 'déjà vu – 日本語 ';
    const { result, stdout } = await started.sh(`i=0; while [ $i -lt 200000 ]; do echo "${line}$i"; i=$((i+1)); done`);
    expect(result).toEqual({ kind: 'exited', exitCode: 0 });
    const expected = Array.from({ length: 200_000 }, (_, index) => `${line}${index}`);
    const digest = (lines: readonly string[]) => createHash('sha256').update(lines.join('\n')).digest('hex');
    expect([stdout.length, digest(stdout)]).toEqual([expected.length, digest(expected)]);
  });

  it('mounts folders at their own place; what is written there belongs to the user', async () => {
    const folder = join(started.folder, 'mounted');
    mkdirSync(folder);
    writeFileSync(join(folder, 'given'), 'given');
    const owner = rootless ? worker() : 4321;
    chownSync(folder, owner, owner);
    const user = rootless ? {} : { user: `${owner}:${owner}` };
    const mounts = [{ kind: 'folder', source: folder, target: folder }] as const;
    const { result } = await started.sh(`cat given > made`, { cwd: folder, mounts, ...user });
    expect(result).toEqual({ kind: 'exited', exitCode: 0 });
    expect(readFileSync(join(folder, 'made'), 'utf8')).toBe('given');
    expect(statSync(join(folder, 'made')).uid).toBe(owner);

    const readOnly = mounts.map((mount) => ({ ...mount, readOnly: true }));
    const refused = await started.sh('echo no > made', { cwd: folder, mounts: readOnly, ...user });
    expect(refused.result).toEqual({ kind: 'exited', exitCode: 1 });
    expect(refused.stderr.join()).toMatch(/Read-only file system/);
  });

  it('keeps files in a volume, from one container to the next', async () => {
    const mounts = [{ kind: 'volume', volume: 'nx-cross-e2e', target: '/kept' }] as const;
    await started.sh('echo kept > /kept/file', { mounts });
    expect(await started.sh('cat /kept/file', { mounts })).toMatchObject({ stdout: ['kept'] });
  });

  it('refuses a folder that is not there, instead of making it', async () => {
    const source = join(started.folder, 'absent');
    const mounts = [{ kind: 'folder', source, target: source }] as const;
    await expect(started.sh('true', { mounts })).rejects.toMatchObject({
      code: 'engine-failed',
      message: `${source} cannot be mounted into a container: it is not there.`,
    });
    expect(() => statSync(source)).toThrow(/ENOENT/);
  });

  it('gives a container no network, or the machine’s', async () => {
    const listed = 'tail -n +3 /proc/net/dev | cut -d: -f1 | tr -d " "';
    const own = readFileSync('/proc/net/dev', 'utf8').match(/^ *[^ :|]+(?=:)/gm) ?? [];
    expect((await started.sh(listed)).stdout).toEqual(['lo']);
    const interfaces = (await started.sh(listed, { network: 'host' })).stdout;
    expect([...interfaces].sort()).toEqual(own.map((line) => line.trim()).sort());
  });

  it('limits memory and processors, where the engine can', async () => {
    const files = '/sys/fs/cgroup/memory/memory.limit_in_bytes /sys/fs/cgroup/cpu/cpu.cfs_quota_us';
    const { result, stdout } = await started.sh(`cat ${files}`, { memoryBytes: 64 << 20, cpus: 0.5 });
    expect(result).toMatchObject({ kind: 'exited', exitCode: 0 });
    // Half of the period, which is 100 ms.
    if (started.engine.limits) expect(stdout).toEqual([String(64 << 20), '50000']);
    else expect(stdout).not.toContain(String(64 << 20));
  });

  it('says what the image cannot start', async () => {
    const absent = await started.run({ argv: ['cargo', 'build'] });
    expect(absent.result).toMatchObject({ kind: 'not-started', reason: expect.stringContaining('not found') });
  });

  it('ends a command that takes too long, but not one that waits', async () => {
    const before = Date.now();
    const { result } = await started.sh('echo begun; sleep 60', { timeoutSeconds: 1 });
    expect(result).toEqual({ kind: 'timed-out' });
    expect(Date.now() - before).toBeLessThan(20_000);
    const waiting = await started.sh('echo Blocking >&2; sleep 3; echo on >&2', {
      timeoutSeconds: 2,
      isWaiting: (line) => line === 'Blocking',
    });
    expect(waiting).toMatchObject({ result: { kind: 'exited', exitCode: 0 }, stderr: ['Blocking', 'on'] });
  });

  it('ends one that is aborted: before its start, and while it runs', async () => {
    expect((await started.sh('true', { signal: AbortSignal.abort() })).result).toEqual({ kind: 'aborted' });
    const controller = new AbortController();
    const onStdoutLine = () => controller.abort();
    const { result } = await started.sh('echo begun; sleep 60', { signal: controller.signal, onStdoutLine });
    expect(result).toEqual({ kind: 'aborted' });
    const early = new AbortController();
    const run = started.sh('sleep 60', { signal: early.signal });
    await sleep(20);
    early.abort();
    expect((await run).result).toEqual({ kind: 'aborted' });
  });

  it('keeps a failed one where it is told to, and no other', async () => {
    const keep = 'Compiling a for b';
    expect((await started.sh('true', { keep })).result).toEqual({ kind: 'exited', exitCode: 0 });
    expect((await started.run({ argv: ['absent'], keep })).result).toMatchObject({ kept: { doing: keep } });
    await started.rig.removeContainers();
    const failed = await started.sh('echo said; echo left > /tmp/left; exit 3', { keep });
    expect(failed).toMatchObject({ result: { kind: 'exited', exitCode: 3 }, stdout: ['said'] });
    const late = await started.sh('echo $$ > /tmp/left; exec sleep 61', { keep, timeoutSeconds: 1 });
    expect(late.result).toMatchObject({ kind: 'timed-out', kept: { running: true } });
    expect(await sweep(started.engine)).toEqual([]);
    const kept = await listKept(started.engine);
    expect([...kept].sort(byName)).toEqual([failed.result.kept, late.result.kept].sort(byName));
    // As a user would, but for the terminal.
    const type = (line: string) => execFileSync('sh', ['-c', line], { encoding: 'utf8' });
    const enter = (one: (typeof kept)[number] | undefined) => one?.enter.replace(' -it', '') ?? 'false';
    expect(type(`echo cat /tmp/left | ${enter(failed.result.kept).replace('exec', 'exec -i')}`)).toBe('left\n');
    // Nothing of a build that took too long runs on.
    expect(type(`${enter(late.result.kept)} -c 'cat /proc/[0-9]*/cmdline'`)).not.toContain('sleep\x0061');
    for (const { remove } of kept) type(remove);
  });

  it('never shows its socket to a container', async () => {
    for (const source of [started.rig.socket, join(started.rig.socket, '..'), '/']) {
      const mounts = [{ kind: 'folder', source, target: '/host' }] as const;
      await expect(started.sh('true', { mounts })).rejects.toThrow(/must not see the engine's socket/);
    }
  });
});
