import type { PlatformId } from '../platform';
import type { BuildPlan, PlannedContainer } from './plan';
import { maskSecrets, renderPlan, renderShell } from './render-plan';

const PLAN: BuildPlan = {
  unit: 'server',
  platform: 'aarch64-unknown-linux-gnu' as PlatformId,
  glibcFloor: '2.17',
  builder: 'cargo',
  linker: 'zig',
  environment: 'host',
  toolchain: [{ name: 'zig', version: '0.17.0' }],
  passedOver: [{ choice: 'native', reason: 'the host is x86_64-unknown-linux-gnu' }],
  timeoutSeconds: 1800,
  targetDirectory: '/home/me/acme/target/nx-cross/host',
  calls: [
    {
      crate: 'server',
      binaries: ['server'],
      cwd: "/home/o'neil/ws",
      argv: ['/bin/cargo-zigbuild', 'zigbuild', '--bin', 'server'],
      env: { CARGO_REGISTRY_TOKEN: 'hunter2', RUSTFLAGS: '-C a b' },
    },
  ],
};

describe('a plan on paper', () => {
  it('says what was chosen, what was passed over, and the call, without secrets', () => {
    expect(renderPlan(PLAN)).toBe(`server for aarch64-unknown-linux-gnu: cargo, linked by zig, glibc 2.17, on the host
  passed over native: the host is x86_64-unknown-linux-gnu
  zig 0.17.0

  in /home/o'neil/ws
    CARGO_REGISTRY_TOKEN=***
    RUSTFLAGS=-C a b
    /bin/cargo-zigbuild zigbuild --bin server
`);
    expect(JSON.stringify(maskSecrets(PLAN))).not.toContain('hunter2');
  });

  it('becomes a line for a shell, each word quoted as it needs, secrets left out', () => {
    expect(renderShell(PLAN, 'linux')).toBe(
      `(cd '/home/o'\\''neil/ws' && env -i 'RUSTFLAGS=-C a b' /bin/cargo-zigbuild zigbuild --bin server)\n`,
    );
  });

  it('becomes a line for PowerShell on Windows', () => {
    expect(renderShell(PLAN, 'windows')).toBe(
      "Set-Location '/home/o''neil/ws'; $env:RUSTFLAGS = '-C a b'; & '/bin/cargo-zigbuild' 'zigbuild' '--bin' 'server'\n",
    );
  });

  const container: PlannedContainer = {
    engine: { kind: 'podman' } as PlannedContainer['engine'],
    image: 'acme/builder:1',
    imageId: 'sha256:0f',
    files: {
      how: 'mounted',
      root: '/home/me/ws',
      mounts: [{ kind: 'folder', source: '/home/me/ws', target: '/home/me/ws' }],
    },
    user: '1000:1000',
    network: 'bridge',
  };

  it('becomes the engine’s own command for a container, secrets by their name', () => {
    const plan: BuildPlan = { ...PLAN, environment: 'container', container };
    expect(renderPlan(plan)).toMatch(/^server for .*, in a container of acme\/builder:1\n/);
    expect(renderShell(plan, 'linux')).toBe(
      `podman run --rm --network bridge --workdir '/home/o'\\''neil/ws' --entrypoint /bin/cargo-zigbuild --user 1000:1000 ` +
        `--mount type=bind,source=/home/me/ws,target=/home/me/ws --env CARGO_REGISTRY_TOKEN --env 'RUSTFLAGS=-C a b' ` +
        `sha256:0f zigbuild --bin server\n`,
    );
    const files = { how: 'copied', why: 'unseen', root: '/home/me/ws', volumes: [] } as const;
    const copied: PlannedContainer = { ...container, files };
    expect(renderShell({ ...plan, container: copied }, 'linux')).toMatch(
      /^# The container needs a copy of \/home\/me\/ws: Podman does not see the files of this machine\.\npodman run /,
    );
  });

  it('fetches first, with a network, where what compiles has none', () => {
    const fetch = { cwd: '/ws', argv: ['/bin/cargo', 'fetch'], env: { CARGO_REGISTRY_TOKEN: 'hunter2' } } as const;
    const plan: BuildPlan = { ...PLAN, container: { ...container, network: 'none' }, fetch };
    const lines = renderShell(plan, 'linux').trim().split('\n');
    expect(lines.map((line) => /--network (\w+) .* (fetch|zigbuild)\b/.exec(line)?.slice(1))).toEqual([
      ['host', 'fetch'],
      ['none', 'zigbuild'],
    ]);
    expect(renderPlan(plan)).toMatch(/ {4}CARGO_REGISTRY_TOKEN=\*{3}\n {4}\/bin\/cargo fetch\n\n {2}in /);
    expect(JSON.stringify(maskSecrets(plan))).not.toContain('hunter2');
  });
});
