import type { ContainersDiagnosis } from '@nx-cross/core/build';
import { renderContainers } from './render-containers';

const engine = {
  kind: 'docker',
  endpoint: { kind: 'socket', path: '/var/run/docker.sock' },
  version: '20.10.24',
  apiVersion: '1.41',
  rootless: false,
  limits: true,
  os: 'linux',
  architecture: 'amd64',
  cpus: 4,
  memoryBytes: 2 ** 33,
} as const;
const nothing = { passedOver: [], findings: [], images: [], kept: [] };

it('says of an engine what it has, and below each line that is not right what mends it', () => {
  const found: ContainersDiagnosis = {
    ...nothing,
    engine,
    freeBytes: 2 ** 30,
    passedOver: [
      { what: 'Docker’s context x at tcp://x:2376: there is no such host', mend: 'docker context use default' },
    ],
    findings: [{ what: 'its disk has 1.0 GiB free', mend: 'docker system prune' }],
    images: [
      { name: 'a:1', platforms: ['linux-x86_64', 'linux-aarch64'], state: 'there', bytes: 2 ** 31 },
      { name: 'b:1', platforms: ['linux-x86_64'], state: 'absent', what: 'not here yet', mend: 'docker pull b:1' },
      {
        name: 'c:1',
        platforms: ['linux-x86_64'],
        state: 'other-recipe',
        what: 'another',
        mend: 'nx run builder:image',
        bytes: 3 * 2 ** 20,
      },
    ],
    kept: [{ name: 'nx-cross-kept-1', doing: 'Compiling a', running: true, enter: 'docker exec', remove: 'docker rm' }],
  };
  expect(renderContainers(found)).toBe(`Containers:
passed   Docker’s context x at tcp://x:2376: there is no such host
         → docker context use default
ok       Docker 20.10.24 at /var/run/docker.sock: API 1.41, rootful, linux/amd64, 4 processors, 8.0 GiB of memory, 1.0 GiB of disk free
WARNING  its disk has 1.0 GiB free
         → docker system prune
ok       a:1 for linux-x86_64, linux-aarch64, 2.0 GiB
MISSING  b:1 for linux-x86_64: not here yet
         → docker pull b:1
WARNING  c:1 for linux-x86_64, 3.0 MiB: another
         → nx run builder:image
kept     nx-cross-kept-1: Compiling a
         → docker exec
         → docker rm
`);
});

it('says where none was found', () => {
  const passedOver = [
    { what: 'Docker at /var/run/docker.sock: there is no socket', mend: 'sudo systemctl start docker' },
  ];
  expect(renderContainers({ ...nothing, passedOver })).toBe(`Containers:
MISSING  Docker at /var/run/docker.sock: there is no socket
         → sudo systemctl start docker
`);
});
