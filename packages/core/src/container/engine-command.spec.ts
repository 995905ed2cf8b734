import { engineCommand } from './engine-command';

it.each([
  ['docker', '/var/run/docker.sock', 'docker ps'],
  ['docker', '/run/user/1000/docker.sock', 'docker --host=unix:///run/user/1000/docker.sock ps'],
  ['podman', '/run/podman/podman.sock', 'podman --url=unix:///run/podman/podman.sock ps'],
] as const)('a line for %s at %s speaks to that one', (kind, path, line) => {
  expect(engineCommand({ kind, endpoint: { kind: 'socket', path } }, 'ps')).toBe(line);
});

it('names a host', () => {
  const endpoint = { kind: 'tcp', host: 'build', port: 2376 } as const;
  expect(engineCommand({ kind: 'docker', endpoint }, 'ps')).toBe('docker --host=tcp://build:2376 ps');
});
