import type Dockerode from 'dockerode';
import type { Engine } from './engine';
import { engineFailure, statusOf } from './engine-failure';

/**
 * Kills what still runs: nothing that a build leaves half-done is looked at again.
 *
 * @throws Failure where it must succeed.
 */
export async function removeContainer(
  container: Dockerode.Container,
  engine: Engine,
  { image, mustSucceed }: { readonly image: string; readonly mustSucceed: boolean },
): Promise<void> {
  try {
    await container.remove({ force: true, v: true });
  } catch (error) {
    // Gone already, or being removed: by a person, or by a sweep that took us for dead.
    if (statusOf(error) === 404 || statusOf(error) === 409) return;
    if (mustSucceed) throw engineFailure(error, engine, `remove a container of ${image}`);
  }
}
