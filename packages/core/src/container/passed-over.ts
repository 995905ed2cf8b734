import { Failure } from '../failure';
import type { Host } from '../toolchain';
import type { EngineChoice } from './candidates';

/** A place where no engine was found that can be used. */
export interface PassedOver {
  /** `DOCKER_HOST`, `Docker`, `Podman, rootless`. */
  readonly from: string;
  /** The socket or the address, where there is one. */
  readonly where: string | undefined;
  /** A user named it, so that no other place was tried. */
  readonly named: boolean;
  readonly why: 'silent' | 'denied' | 'outdated' | 'unusable';
  readonly reason: string;
  /** The line that mends it, where it is another than for all of its kind. */
  readonly mend?: string;
}

/** `Docker at /var/run/docker.sock: permission denied`. */
export function renderPassedOver({ from, where, reason }: PassedOver): string {
  return `${from}${where === undefined ? '' : ` at ${where}`}: ${reason}`;
}

/** The failure of a search that found nothing: what stood in the way of the engine that was nearest to be used. */
export function noEngine(choice: EngineChoice, passedOver: readonly PassedOver[], os: Host['os']): Failure {
  const tried = passedOver.map(renderPassedOver).join('; ');
  const first = (why: PassedOver['why']) => passedOver.find((one) => one.why === why);
  const message = `No container engine can be used (${tried}).`;
  const denied = first('denied');
  if (denied !== undefined) return new Failure('engine-denied', { message, hint: mendOf(denied, os) });
  const outdated = first('outdated');
  if (outdated !== undefined) return new Failure('engine-outdated', { message, hint: mendOf(outdated, os) });
  const told = passedOver.find((one) => one.mend !== undefined) ?? passedOver.find((one) => one.named);
  const hint = told === undefined ? start(choice, os) : mendOf(told, os);
  return new Failure('engine-missing', { message, hint });
}

/** What makes an engine of this one place usable. */
export function mendOf(one: PassedOver, os: Host['os']): string {
  if (one.mend !== undefined) return one.mend;
  switch (one.why) {
    case 'denied':
      // Podman's rootful socket is root's alone; each user has a rootless one for the asking.
      return isPodman(one) ? ROOTLESS_PODMAN : 'sudo usermod -aG docker $USER, then log in again';
    case 'outdated':
      return 'Install Docker 20.10, Podman 4, or a newer one.';
    case 'unusable':
    case 'silent':
      if (one.named) return `Start the engine there, or unset ${one.from.split(' ')[0] ?? one.from}.`;
      if (one.from.startsWith('Docker’s context')) return 'Start the engine there, or: docker context use default';
      return start(isPodman(one) ? 'podman' : 'docker', os);
  }
}

function isPodman({ from, where = '' }: PassedOver): boolean {
  return from.startsWith('Podman') || where.includes('podman');
}

const ROOTLESS_PODMAN = 'systemctl --user enable --now podman.socket';

function start(choice: EngineChoice, os: Host['os']): string {
  const docker = os === 'linux' ? 'sudo systemctl start docker' : 'Start Docker Desktop';
  const podman = os === 'linux' ? ROOTLESS_PODMAN : 'podman machine start';
  if (choice === 'docker') return docker;
  if (choice === 'podman') return podman;
  return `${docker}, or ${podman}`;
}
