import { createHash } from 'node:crypto';
import type { EngineChoice } from './candidates';
import { listCandidates } from './candidates';
import { isProblem, renderEndpoint } from './endpoint';
import type { Places } from './places';

/** A machine that is made up: what it has of files, and the rest of a usual Linux. */
function places(more: Partial<Places> & { readonly files?: Readonly<Record<string, string>> } = {}): Places {
  const { files = {}, ...rest } = more;
  return { os: 'linux', env: {}, home: '/home/ann', uid: 1000, readText: (file) => files[file], ...rest };
}

function list(choice: EngineChoice, machine: Places): readonly string[] {
  return listCandidates(choice, machine).map(
    ({ from, place }) => `${from} → ${isProblem(place) ? place.problem : renderEndpoint(place)}`,
  );
}

function contextFiles(name: string, meta: object, more: Readonly<Record<string, string>> = {}): Record<string, string> {
  const digest = createHash('sha256').update(name).digest('hex');
  const tls = Object.entries(more).map(([file, text]) => [
    `/home/ann/.docker/contexts/tls/${digest}/docker/${file}`,
    text,
  ]);
  return {
    [`/home/ann/.docker/contexts/meta/${digest}/meta.json`]: JSON.stringify(meta),
    ...(Object.fromEntries(tls) as Record<string, string>),
  };
}

const REMOTE = { Name: 'remote', Endpoints: { docker: { Host: 'tcp://build.example:2376', SkipTLSVerify: false } } };

describe('where engines are looked for', () => {
  it.each([
    [
      'linux, a user',
      places({ env: { XDG_RUNTIME_DIR: '/run/user/1000' } }),
      [
        'Docker → /var/run/docker.sock',
        'Docker → /run/user/1000/docker.sock',
        'Docker → /home/ann/.docker/desktop/docker.sock',
        'Podman, rootless → /run/user/1000/podman/podman.sock',
        'Podman → /run/podman/podman.sock',
      ],
    ],
    [
      'linux, a user without a session',
      places(),
      [
        'Docker → /var/run/docker.sock',
        'Docker → /home/ann/.docker/desktop/docker.sock',
        'Podman, rootless → /run/user/1000/podman/podman.sock',
        'Podman → /run/podman/podman.sock',
      ],
    ],
    [
      'linux, root',
      places({ uid: 0, home: '/root' }),
      [
        'Docker → /var/run/docker.sock',
        'Docker → /root/.docker/desktop/docker.sock',
        'Podman → /run/podman/podman.sock',
      ],
    ],
    [
      'darwin',
      places({ os: 'darwin', home: '/Users/ann', uid: 501 }),
      [
        'Docker → /Users/ann/.docker/run/docker.sock',
        'Docker → /var/run/docker.sock',
        'Podman’s machine → /Users/ann/.local/share/containers/podman/machine/podman.sock',
      ],
    ],
    [
      'windows',
      places({ os: 'windows' }),
      ['Docker → //./pipe/docker_engine', 'Podman’s machine → //./pipe/podman-machine-default'],
    ],
  ] as const)('%s', (_, machine, expected) => {
    expect(list('auto', machine)).toEqual(expected);
    expect([...list('docker', machine), ...list('podman', machine)]).toEqual(expected);
  });

  it.each([
    ['auto', { DOCKER_HOST: 'tcp://build.example' }, ['DOCKER_HOST → tcp://build.example:2375']],
    ['auto', { DOCKER_HOST: 'tcp://b:1', DOCKER_CONTEXT: 'remote' }, ['DOCKER_HOST → tcp://b:1']],
    ['auto', { DOCKER_HOST: 'unix:///run/podman/podman.sock' }, ['DOCKER_HOST → /run/podman/podman.sock']],
    ['auto', { DOCKER_HOST: 'unix://' }, ['DOCKER_HOST → /var/run/docker.sock']],
    ['auto', { DOCKER_HOST: 'npipe:////./pipe/mine' }, ['DOCKER_HOST → //./pipe/mine']],
    ['auto', { DOCKER_HOST: 'tcp://[::1]:99' }, ['DOCKER_HOST → tcp://[::1]:99']],
    ['auto', { DOCKER_HOST: 'build:99' }, ['DOCKER_HOST → tcp://build:99']],
    ['auto', { DOCKER_HOST: 'ftp://x' }, ['DOCKER_HOST → “ftp://x” is no address of an engine']],
    ['auto', { DOCKER_HOST: 'tcp://x:port' }, ['DOCKER_HOST → “tcp://x:port” is no address of an engine']],
    ['auto', { DOCKER_HOST: 'ssh://ann@build' }, ['DOCKER_HOST → engines over SSH are not spoken to directly']],
    ['auto', { CONTAINER_HOST: 'unix:///p.sock' }, ['CONTAINER_HOST → /p.sock']],
    ['auto', { CONTAINER_HOST: 'unix:///p.sock', DOCKER_HOST: 'unix:///d.sock' }, ['DOCKER_HOST → /d.sock']],
    ['podman', { CONTAINER_HOST: 'unix:///p.sock', DOCKER_HOST: 'unix:///d.sock' }, ['CONTAINER_HOST → /p.sock']],
    [
      'podman',
      { DOCKER_HOST: 'unix:///d.sock' },
      [
        'DOCKER_HOST → /d.sock',
        'Podman, rootless → /run/user/1000/podman/podman.sock',
        'Podman → /run/podman/podman.sock',
      ],
    ],
    ['docker', { DOCKER_CONTEXT: 'remote' }, ['DOCKER_CONTEXT remote → tcp://build.example:2376']],
    [
      'docker',
      { DOCKER_CONTEXT: 'absent' },
      ['DOCKER_CONTEXT absent → there is no context of this name in /home/ann/.docker/contexts'],
    ],
  ] as const)('%s, %j', (choice, env, expected) => {
    expect(list(choice, places({ env, files: contextFiles('remote', REMOTE) }))).toEqual(expected);
  });

  it('takes the current context of config.json in place of Docker’s sockets, and DOCKER_CONTEXT before it', () => {
    const files = {
      '/home/ann/.docker/config.json': '{"currentContext": "remote", "credsStore": "x"}',
      ...contextFiles('remote', REMOTE),
    };
    const podman = ['Podman, rootless → /run/user/1000/podman/podman.sock', 'Podman → /run/podman/podman.sock'];
    const remote = 'Docker’s context remote → tcp://build.example:2376';
    expect(list('auto', places({ files }))).toEqual([remote, ...podman]);
    const told = places({ files, env: { DOCKER_CONTEXT: 'default' } });
    expect(list('docker', told)).toEqual([
      'Docker → /var/run/docker.sock',
      'Docker → /home/ann/.docker/desktop/docker.sock',
    ]);
  });

  it('reads another folder where DOCKER_CONFIG says so', () => {
    const files = { '/elsewhere/config.json': '{"currentContext": "absent"}' };
    expect(list('docker', places({ files, env: { DOCKER_CONFIG: '/elsewhere' } }))).toEqual([
      'Docker’s context absent → there is no context of this name in /elsewhere/contexts',
    ]);
  });

  it('takes certificates from the context, and from DOCKER_CERT_PATH', () => {
    const files = contextFiles('remote', REMOTE, { 'ca.pem': 'CA', 'cert.pem': 'CERT', 'key.pem': 'KEY' });
    const place = { kind: 'tcp', host: 'build.example', port: 2376 };
    const [context] = listCandidates('docker', places({ files, env: { DOCKER_CONTEXT: 'remote' } }));
    expect(context?.place).toEqual({ ...place, tls: { ca: 'CA', cert: 'CERT', key: 'KEY', verified: true } });
    const careless = { Endpoints: { docker: { Host: 'tcp://build.example:2376', SkipTLSVerify: true } } };
    const [trusting] = listCandidates(
      'docker',
      places({ files: contextFiles('remote', careless), env: { DOCKER_CONTEXT: 'remote' } }),
    );
    expect(trusting?.place).toEqual({ ...place, tls: { verified: false } });
    const env = { DOCKER_HOST: 'tcp://build.example', DOCKER_TLS_VERIFY: '1', DOCKER_CERT_PATH: '/pki' };
    const [variables] = listCandidates('docker', places({ files: { '/pki/ca.pem': 'OTHER' }, env }));
    expect(variables?.place).toEqual({ ...place, tls: { ca: 'OTHER', verified: true } });
  });

  it('says what is wrong with a context’s file', () => {
    const env = { DOCKER_CONTEXT: 'remote' };
    for (const meta of [{}, { Endpoints: { kubernetes: {} } }, { Endpoints: { docker: { Host: 5 } } }]) {
      const [line] = list('docker', places({ env, files: contextFiles('remote', meta) }));
      expect(line).toMatch(/^DOCKER_CONTEXT remote → \/home\/ann\/.*meta\.json names no address of Docker$/);
    }
  });
});
