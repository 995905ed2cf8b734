import { renderFailure } from '../failure';
import type { PassedOver } from './passed-over';
import { mendOf, noEngine } from './passed-over';

const DOCKER: PassedOver = {
  from: 'Docker',
  where: '/var/run/docker.sock',
  named: false,
  why: 'silent',
  reason: 'there is no socket',
};
const PODMAN: PassedOver = { ...DOCKER, from: 'Podman', where: '/run/podman/podman.sock' };

describe('no engine', () => {
  it('says of each place why, and how to start one', () => {
    expect(renderFailure(noEngine('auto', [DOCKER, PODMAN], 'linux'))).toBe(
      `nx-cross engine-missing: No container engine can be used (Docker at /var/run/docker.sock: there is no socket; Podman at /run/podman/podman.sock: there is no socket).
  → sudo systemctl start docker, or systemctl --user enable --now podman.socket`,
    );
  });

  it.each([
    ['docker', 'linux', 'sudo systemctl start docker'],
    ['podman', 'linux', 'systemctl --user enable --now podman.socket'],
    ['docker', 'darwin', 'Start Docker Desktop'],
    ['podman', 'windows', 'podman machine start'],
  ] as const)('%s on %s', (choice, os, hint) => {
    expect(noEngine(choice, [DOCKER], os)).toMatchObject({ code: 'engine-missing', hint });
  });

  it('tells of the one that is there first: a closed socket, then an old engine', () => {
    const denied: PassedOver = { ...DOCKER, why: 'denied', reason: 'permission denied' };
    const outdated: PassedOver = { ...DOCKER, why: 'outdated', reason: 'its API 1.40 is older than 1.41' };
    const group = 'sudo usermod -aG docker $USER, then log in again';
    expect(noEngine('auto', [PODMAN, outdated, denied], 'linux')).toMatchObject({ code: 'engine-denied', hint: group });
    expect(noEngine('auto', [PODMAN, outdated], 'linux')).toMatchObject({ code: 'engine-outdated' });
    const rootful: PassedOver = { ...PODMAN, why: 'denied' };
    const rootless = 'systemctl --user enable --now podman.socket';
    expect(noEngine('auto', [DOCKER, rootful], 'linux')).toMatchObject({ code: 'engine-denied', hint: rootless });
  });

  it('says how to mend what the user named', () => {
    const named: PassedOver = { ...DOCKER, from: 'DOCKER_CONTEXT remote', where: 'tcp://b:2375', named: true };
    const hint = 'Start the engine there, or unset DOCKER_CONTEXT.';
    expect(noEngine('auto', [named], 'linux')).toMatchObject({ code: 'engine-missing', hint });
    const ssh: PassedOver = { ...named, why: 'unusable', mend: 'ssh -nNT …' };
    expect(noEngine('auto', [ssh], 'linux')).toMatchObject({ code: 'engine-missing', hint: 'ssh -nNT …' });
  });

  it.each([
    [DOCKER, 'sudo systemctl start docker'],
    [PODMAN, 'systemctl --user enable --now podman.socket'],
    [{ ...DOCKER, why: 'denied' }, 'sudo usermod -aG docker $USER, then log in again'],
    [{ ...DOCKER, from: 'DOCKER_HOST', named: true }, 'Start the engine there, or unset DOCKER_HOST.'],
    [{ ...DOCKER, from: 'Docker’s context a' }, 'Start the engine there, or: docker context use default'],
    [{ ...DOCKER, why: 'unusable', mend: 'ssh …' }, 'ssh …'],
  ] as const)('has a line that mends each place by itself: %j', (one, line) => {
    expect(mendOf(one, 'linux')).toBe(line);
  });
});
