import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import type { Failure } from '@nx-cross/core';
import { ensureVolumes, fetchFiles, inSession, listFiles, volumeName } from '@nx-cross/core/container';
import type { EngineName } from '@nx-cross/testing';
import { StartedEngine, TINY } from './started-engine';

const ENGINES: readonly EngineName[] = ['docker', 'podman'];

/** Of nobody on this machine; of a rootless engine, the one who runs it. */
const USER = '4321:4322';

describe.each(ENGINES)('copies to and from %s', (name) => {
  let started: StartedEngine;
  const hidden = mkdtempSync(join(tmpdir(), 'nx-cross-hidden-'));
  const here = mkdtempSync(join(tmpdir(), 'nx-cross-copies-'));
  beforeAll(async () => {
    started = await StartedEngine.start(name, { blindTo: hidden });
    writeFileSync(join(here, 'plain'), 'plain');
    writeFileSync(join(here, 'tool'), '#!/bin/sh\necho runs\n');
    chmodSync(join(here, 'tool'), 0o755);
    symlinkSync('plain', join(here, 'link'));
    utimesSync(join(here, 'plain'), 1_700_000_000.125, 1_700_000_000.125);
  });
  afterEach(async () => expect(await started.rig.containers()).toEqual([]));
  afterAll(async () => {
    for (const folder of [here, hidden]) rmSync(folder, { recursive: true });
    await started.dispose();
  });

  const user = () => (started.engine.rootless ? {} : { user: USER });
  const volume = { of: 'tests', what: 'target' };
  const mounts = [{ kind: 'volume', volume: volumeName(volume), target: '/work/app/made' }] as const;
  const copyIn = () => ({
    root: '/work/app',
    copies: [
      ...['plain', 'tool', 'link'].map((file) => ({
        kind: 'file' as const,
        path: `/work/app/in/${file}`,
        source: join(here, file),
      })),
      { kind: 'folder' as const, path: '/work/app/made' },
    ],
  });

  it('keep what they are: content, times, links, what can be run, and belong to the user', async () => {
    await ensureVolumes(started.engine, [volume]);
    const stat = (path: string) => `stat -c '%n %u:%g %a %y' ${path} | sed 's/:00.000000000 .*//; s/ +0000$//'`;
    const script = [...['.', 'in', 'in/plain', 'made'].map(stat), 'in/tool; cat in/link; readlink in/link'];
    const run = await started.sh(script.join('; '), { cwd: '/work/app', mounts, copyIn: copyIn(), ...user() });
    const owner = started.engine.rootless ? '0:0' : USER;
    expect(run).toEqual({
      result: { kind: 'exited', exitCode: 0 },
      stderr: [],
      stdout: [
        `. ${owner} 755 1970-01-01 00:00`,
        `in ${owner} 755 1970-01-01 00:00`,
        `in/plain ${owner} 644 2023-11-14 22:13:20.125000000`,
        `made ${owner} 755 1970-01-01 00:00`,
        'runs',
        'plainplain',
      ],
    });
  });

  it('come back: files of a volume and of a container, those that can be run as such', async () => {
    const begun = Date.now();
    const found: Record<string, string> = {};
    const call = { image: TINY, env: {}, cwd: '/', mounts, network: 'none' as const, ...user() };
    await inSession(started.engine, call, async (session) => {
      await session.put(copyIn());
      await session.run(['sh', '-c', 'echo kept > /work/app/made/kept']);
      const { files, aheadMs } = await listFiles(session, ['/work/app', '/nowhere'], ['in']);
      expect([...files.keys()]).toEqual(['/work/app/made/kept']);
      const writtenAt = (files.get('/work/app/made/kept')?.mtimeMs ?? 0) - aheadMs;
      expect(writtenAt).toBeGreaterThan(begun - 60_000);
      expect(writtenAt).toBeLessThan(Date.now() + 60_000);
      await fetchFiles(
        session,
        ['/work/app/made/kept', '/work/app/in/tool', '/work/app/in/gone'],
        async (path, content, executable) => {
          found[path] = `${executable ? 'x' : '-'} ${await text(content)}`;
        },
      );
    });
    expect(found).toEqual({ '/work/app/made/kept': '- kept\n', '/work/app/in/tool': 'x #!/bin/sh\necho runs\n' });
  });

  it('come back from a command that changed them, once it has ended', async () => {
    const found: string[] = [];
    const changed = '/work/app/in/plain';
    const receive = async (path: string, content: Readable) => void found.push(`${path}: ${await text(content)}`);
    const copyOut = { paths: [changed], receive };
    await started.sh(`echo ' and more' >> ${changed}`, { copyIn: copyIn(), copyOut, ...user() });
    expect(found).toEqual([`${changed}: plain and more\n`]);
  });

  it('a folder of this machine that it does not see: refused, or empty', async () => {
    const folder = join(hidden, 'workspace');
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'probe'), '');
    const unseen = [{ kind: 'folder', source: folder, target: folder }] as const;
    const call = { image: TINY, env: {}, cwd: '/', mounts: unseen, network: 'none' as const, ...user() };
    const asked = inSession(started.engine, call, (session) => session.has(join(folder, 'probe')));
    const answer = await asked.catch((error: Failure) => error.output);
    expect([false, expect.stringMatching(/bind source path does not exist|no such file or directory/)]).toContainEqual(
      answer,
    );
  });
});
