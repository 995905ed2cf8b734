import { renderFailure } from '../failure';
import { outOfMemory, readEnd, readExitCode, readNotStarted } from './container-result';
import type { InfoAnswer, Ping } from './engine';
import { isOlder, parseEngine } from './engine';
import { toLines } from './output-lines';
import { becomeOwner, parseOwner, stateOfOwner } from './owner';
import { parseEvent } from './engine-events';
import { PullProgress } from './pull-progress';
import { isAbandoned } from './sweep';

describe('what an engine says of itself', () => {
  const docker: Ping = { apiVersion: '1.41', server: 'Docker/20.10.24+dfsg1 (linux)' };
  const podman: Ping = { apiVersion: '1.41', server: 'Libpod/4.3.1 (linux)' };
  const info: InfoAnswer = {
    ServerVersion: '20.10.24+dfsg1',
    OSType: 'linux',
    Architecture: 'x86_64',
    NCPU: 2,
    MemTotal: 1024,
    MemoryLimit: true,
    CgroupVersion: '1',
    SecurityOptions: null,
  };
  const endpoint = { kind: 'socket', path: '/s' } as const;

  it.each([
    ['Docker', docker, {}, { kind: 'docker', rootless: false, limits: true, version: '20.10.24' }],
    [
      'Docker, rootless',
      docker,
      { SecurityOptions: ['name=rootless'] },
      { kind: 'docker', rootless: true, limits: false },
    ],
    [
      'Docker, rootless, newer control groups',
      docker,
      { SecurityOptions: ['name=seccomp,profile=default', 'name=rootless'], CgroupVersion: '2' },
      { rootless: true, limits: true },
    ],
    ['Docker on another machine', docker, { Architecture: 'aarch64' }, { architecture: 'arm64', os: 'linux' }],
    ['Docker without limits', docker, { MemoryLimit: false }, { limits: false }],
    [
      'Docker Desktop',
      docker,
      { OperatingSystem: 'Docker Desktop', KernelVersion: '6.12.76-linuxkit' },
      { desktop: 'virtual-machine' },
    ],
    [
      'Docker Desktop, asked in WSL',
      docker,
      { OperatingSystem: 'Docker Desktop', KernelVersion: '5.15.167.4-microsoft-standard-WSL2' },
      { desktop: 'wsl' },
    ],
    ['Podman', podman, { Rootless: false }, { kind: 'podman', rootless: false }],
    ['Podman, rootless', podman, { Rootless: true }, { rootless: true, limits: false }],
  ])('%s', (_, ping, more, expected) => {
    expect(parseEngine(endpoint, ping, { ...info, ...more })).toMatchObject(expected);
  });

  it.each([
    ['1.40', true],
    ['1.9', true],
    ['0.99', true],
    ['1.41', false],
    ['1.100', false],
    ['2.0', false],
  ])('its API %s is too old: %s', (api, older) => {
    expect(isOlder(api, '1.41')).toBe(older);
  });
});

describe('the end of a container', () => {
  it.each([
    [0, false, { kind: 'exited', exitCode: 0 }],
    // A child was killed, and what it did was done again.
    [0, true, { kind: 'exited', exitCode: 0 }],
    [101, false, { kind: 'exited', exitCode: 101 }],
    // rustc was killed, cargo was not.
    [101, true, { kind: 'out-of-memory', certain: true }],
    [137, true, { kind: 'out-of-memory', certain: true }],
    [137, false, { kind: 'out-of-memory', certain: false }],
    [143, false, { kind: 'exited', exitCode: 143 }],
  ])('exit code %d, killed for memory: %s', (exitCode, oomKilled, expected) => {
    expect(readEnd(exitCode, oomKilled)).toEqual(expected);
  });

  it('is not known where the engine says so, whatever code it answers beside', () => {
    expect(readExitCode({ StatusCode: 3, Error: null }, { kind: 'podman' }, 'a:1')).toBe(3);
    expect(readExitCode({ StatusCode: 3 }, { kind: 'docker' }, 'a:1')).toBe(3);
    // Podman 4.3, for a command that had failed.
    const Message = 'getting exit code of container 062f from DB: no such exit code (container in state running)';
    const read = () => readExitCode({ StatusCode: 0, Error: { Message } }, { kind: 'podman' }, 'a:1');
    expect(read).toThrow('Podman does not know how the command in a container of a:1 ended.');
    expect(read).toThrow(expect.objectContaining({ code: 'engine-failed', output: Message }));
  });

  it('for want of memory is a failure that says how much there was', () => {
    const engine = { kind: 'docker', memoryBytes: 8 * 2 ** 30 } as const;
    const end = (certain: boolean) => ({ kind: 'out-of-memory', certain }) as const;
    expect(renderFailure(outOfMemory('Compiling a for b', end(true), engine, 2 ** 31))).toBe(
      `nx-cross out-of-memory: Compiling a for b ran out of memory: it was killed at the 2.0 GiB it was given.
  → Raise the limit on memory, or let cargo run fewer jobs (CARGO_BUILD_JOBS=1).`,
    );
    expect(renderFailure(outOfMemory('Compiling a for b', end(false), engine, undefined))).toBe(
      `nx-cross out-of-memory: Compiling a for b failed: a process of it was killed, most often for want of memory, of which there were the 8.0 GiB of the engine’s machine.
  → Give Docker more memory, or run fewer builds at once (--parallel=1).`,
    );
  });

  it.each([
    [
      'failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: exec: "cargo": executable file not found in $PATH: unknown',
      'executable file not found in $PATH',
    ],
    [
      'preparing container 43e8 for attach: runc: runc create failed: unable to start container process: exec: "cargo": executable file not found in $PATH: OCI runtime attempted to invoke a command that was not found',
      'executable file not found in $PATH',
    ],
    [
      'OCI runtime create failed: container_linux.go:380: starting container process caused: exec: "/x/cargo": stat /x/cargo: no such file or directory: unknown',
      '/x/cargo: no such file or directory',
    ],
    [
      'crun: executable file `cargo` not found in $PATH: No such file or directory',
      'executable file `cargo` not found in $PATH',
    ],
    ['failed to create shim task: exec /bin/sh: exec format error: unknown', 'exec format error'],
    ['invalid mount config for type "bind": bind source path does not exist: /a', undefined],
    ['error setting rlimit type 7: invalid argument', undefined],
  ])('%s', (words, reason) => {
    expect(readNotStarted(words)).toBe(reason);
  });
});

describe('lines of output', () => {
  it('are whole, however the bytes come', () => {
    const bytes = Buffer.from('eins\r\nzwei ä日\n\ndrei');
    for (let size = 1; size <= bytes.length; size++) {
      const lines: string[] = [];
      const output = toLines((line) => lines.push(line));
      for (let at = 0; at < bytes.length; at += size) output.write(bytes.subarray(at, at + size));
      output.end();
      expect(lines).toEqual(['eins', 'zwei ä日', '', 'drei']);
    }
  });
});

describe('a pull’s progress', () => {
  it('is a line for each step of a layer, not for each piece', () => {
    const progress = new PullProgress();
    const events = [
      '{"status":"Pulling from team/tiny","id":"1"}',
      '{"status":"Pulling fs layer","progressDetail":{},"id":"aa"}',
      '{"status":"Downloading","progressDetail":{"current":1,"total":2500000},"id":"aa"}',
      '{"status":"Downloading","progressDetail":{"current":2000000,"total":2500000},"id":"aa"}',
      '{"status":"Download complete","progressDetail":{},"id":"aa"}',
      '{"stream":"Copying blob sha256:bb\\n"}',
      '{"status":"Status: Downloaded newer image"}',
      '{"status":"cut off in the mid',
      '5',
    ];
    expect(events.flatMap((event) => progress.next(parseEvent(event)) ?? [])).toEqual([
      '1: Pulling from team/tiny',
      'aa: Downloading (2.5 MB)',
      'aa: Download complete',
      'Copying blob sha256:bb',
      'Status: Downloaded newer image',
    ]);
  });
});

describe('what a run leaves', () => {
  const HOUR = 60 * 60_000;
  it.each([
    ['of a run that goes on', { kept: false, owner: 'there', endedForMs: undefined }, false],
    ['of a run that was killed', { kept: false, owner: 'gone', endedForMs: undefined }, true],
    ['ended, of a run that was killed', { kept: false, owner: 'gone', endedForMs: HOUR }, true],
    ['kept for inspection', { kept: true, owner: 'gone', endedForMs: 9 * HOUR }, false],
    ['kept for inspection, and waiting', { kept: true, owner: 'gone', endedForMs: undefined }, false],
    ['of another machine, running', { kept: false, owner: 'unknown', endedForMs: undefined }, false],
    ['of another machine, just ended', { kept: false, owner: 'unknown', endedForMs: 1000 }, false],
    ['of another machine, long ended', { kept: false, owner: 'unknown', endedForMs: 2 * HOUR }, true],
    ['of another machine, never started', { kept: false, owner: 'unknown', endedForMs: undefined }, false],
  ] as const)('%s', (_, container, abandoned) => {
    expect(isAbandoned(container)).toBe(abandoned);
  });

  it('is known by its owner: this process while it runs it, one that ended, one that took its number, another machine', () => {
    const { owner, release } = becomeOwner();
    expect(stateOfOwner(owner)).toBe('there');
    release();
    expect(stateOfOwner(owner)).toBe('gone');
    expect(stateOfOwner({ ...owner, pid: process.ppid, started: '1' })).toBe('gone');
    expect(stateOfOwner({ ...owner, pid: 2 ** 30 })).toBe('gone');
    expect(stateOfOwner({ ...owner, scope: 'another boot' })).toBe('unknown');
    expect(parseOwner(JSON.stringify(owner))).toEqual(owner);
    for (const text of [undefined, '', '{}', 'null', '{"pid":"1"}']) expect(parseOwner(text)).toBeUndefined();
  });
});
