import { chmodSync, chownSync, mkdirSync, writeFileSync } from 'node:fs';
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { readTestbed } from '../testbed';

export type EngineName = 'docker' | 'podman' | 'podman-rootless';

/** How a daemon is started that shares nothing with one that the machine may run already. */
export interface EngineRecipe {
  readonly argv: readonly [string, ...string[]];
  /** The whole environment. */
  readonly env: Readonly<Record<string, string>>;
  readonly socket: string;
  /** What a daemon leaves that was killed, and that the next one would take for a sign of life. */
  readonly stale: readonly string[];
  /** Whose daemon it is; root's where absent. */
  readonly user?: { readonly uid: number; readonly gid: number };
}

/** Where images and containers lie, in an engine's folder: on another disk than what the engine runs with. */
export const DISK = 'disk';

const PATH = '/usr/sbin:/usr/bin:/sbin:/bin';

/** Writes what the daemon reads into the folder. */
export function prepareEngine(name: EngineName, folder: string): EngineRecipe {
  switch (name) {
    case 'docker':
      return prepareDocker(folder);
    case 'podman':
      return preparePodman(folder);
    case 'podman-rootless':
      return prepareRootless(folder);
  }
}

function prepareDocker(folder: string): EngineRecipe {
  const config = join(folder, 'daemon.json');
  writeFileSync(config, '{}');
  const socket = join(folder, 'docker.sock');
  const own = {
    'config-file': config,
    'data-root': join(folder, DISK),
    'exec-root': join(folder, 'exec'),
    pidfile: join(folder, 'docker.pid'),
    host: `unix://${socket}`,
    // Where the machine runs a containerd, dockerd works with that one.
    'containerd-namespace': folder.replace(/\W+/g, '-').slice(1),
    'containerd-plugins-namespace': `${folder.replace(/\W+/g, '-').slice(1)}-plugins`,
    // The machine's bridge, its filter rules and its forwarding are not for tests to change.
    bridge: 'none',
    iptables: 'false',
    ip6tables: 'false',
    'ip-forward': 'false',
    'ip-masq': 'false',
    // Else a download that was cut is tried five times, with longer and longer pauses.
    'max-download-attempts': '1',
  };
  const options = Object.entries(own).map(([option, value]) => `--${option}=${value}`);
  // Of a containerd that ended with its dockerd, but that the machine's first process has not waited for.
  const stale = [socket, own.pidfile, join(own['exec-root'], 'containerd', 'containerd.pid')];
  return { argv: ['dockerd', ...options], env: { PATH, HOME: folder }, socket, stale };
}

function preparePodman(folder: string): EngineRecipe {
  const socket = join(folder, 'podman.sock');
  const service = ['system', 'service', '--time=0', `unix://${socket}`] as const;
  const argv = ['podman', '--tmpdir', join(folder, 'tmp'), ...service] as const;
  return { argv, env: podmanEnvironment(folder), socket, stale: [socket] };
}

function prepareRootless(folder: string): EngineRecipe {
  const user = readUser();
  const env = podmanEnvironment(folder);
  for (const place of [folder, join(folder, DISK), env['HOME'] ?? '', env['XDG_RUNTIME_DIR'] ?? '']) {
    chownSync(place, user.uid, user.gid);
  }
  // The socket is the user's; who stands outside must be able to reach it.
  chmodSync(folder, 0o755);
  const socket = join(folder, 'podman.sock');
  const argv = ['podman', 'system', 'service', '--time=0', `unix://${socket}`] as const;
  return { argv, env, socket, stale: [socket], user };
}

/** Podman takes every place that it uses from these files and variables. */
function podmanEnvironment(folder: string): Readonly<Record<string, string>> {
  const files = {
    CONTAINERS_CONF: CONTAINERS_CONF,
    CONTAINERS_STORAGE_CONF: `[storage]
driver = "overlay"
graphroot = "${folder}/${DISK}"
runroot = "${folder}/run"
rootless_storage_path = "${folder}/${DISK}"
`,
    // As Docker has it for every address of this machine: without TLS.
    CONTAINERS_REGISTRIES_CONF: '[[registry]]\nlocation = "127.0.0.1"\ninsecure = true\n',
  };
  const written = Object.entries(files).map(([variable, text]) => {
    const file = join(folder, `${variable.toLowerCase()}.conf`);
    writeFileSync(file, text);
    return [variable, file];
  });
  const home = join(folder, 'home');
  const runtime = join(folder, 'runtime');
  for (const place of [home, runtime]) mkdirSync(place, { mode: 0o700 });
  return { PATH, HOME: home, XDG_RUNTIME_DIR: runtime, ...Object.fromEntries(written) };
}

// A machine without systemd's control groups, where limits cannot be raised. The two numbers of a limit are the same,
// because Podman 4.3 swaps them on their way through Docker's API (Hard: 1024, Soft: 4096 became "invalid argument").
const CONTAINERS_CONF = `[containers]
default_ulimits = ["nofile=4096:4096", "nproc=4096:4096"]
[engine]
runtime = "runc"
cgroup_manager = "cgroupfs"
events_logger = "file"
`;

function readUser(): { uid: number; gid: number } {
  const { name } = readTestbed().testUser;
  const ask = (option: string) => Number(execFileSync('id', [option, name], { encoding: 'utf8' }));
  return { uid: ask('-u'), gid: ask('-g') };
}
