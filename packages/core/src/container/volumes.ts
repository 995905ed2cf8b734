import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { hostname, userInfo } from 'node:os';
import { connect } from './connect';
import type { Engine } from './engine';
import { engineFailure, statusOf } from './engine-failure';

/** The label on each volume of ours; its value is a {@link VolumeUse} in JSON. */
const VOLUME_LABEL = 'nx-cross.volume';

/** What a volume is for. */
export type VolumeUse =
  /** Of a user on a machine, for good. */
  | { readonly of: string; readonly what: string }
  /** For as long as a file there holds this id. */
  | { readonly of: string; readonly what: string; readonly file: string; readonly id: string };

/** One user of one machine; what several share, each could poison for the others. */
export function ownUse(): string {
  return `${userInfo().username}@${hostname()}`;
}

/** The same for the same use. */
export function volumeName(use: VolumeUse): string {
  const digest = createHash('sha256').update(JSON.stringify(use)).digest('hex');
  return `nx-cross-${use.what}-${digest.slice(0, 16)}`;
}

/** Makes those that are not there, and takes away those that no build will ask for again. */
export async function ensureVolumes(engine: Engine, uses: readonly VolumeUse[]): Promise<void> {
  try {
    const client = await connect(engine.endpoint);
    const { Volumes } = await client.listVolumes({ filters: { label: [VOLUME_LABEL] } });
    for (const { Name, Labels } of Volumes) {
      if (isAbandoned(parseUse(Labels[VOLUME_LABEL]))) await client.getVolume(Name).remove().catch(ignoreUsed);
    }
    for (const use of uses) {
      await client.createVolume({ Name: volumeName(use), Labels: { [VOLUME_LABEL]: JSON.stringify(use) } });
    }
  } catch (error) {
    throw engineFailure(error, engine, 'make a volume');
  }
}

/** Who removes a target directory does not know that a part of it lies on another machine. */
function isAbandoned(use: VolumeUse | undefined): boolean {
  if (use === undefined || !('file' in use) || use.of !== ownUse()) return false;
  return !existsSync(use.file) || readFileSync(use.file, 'utf8') !== use.id;
}

function parseUse(text: string | undefined): VolumeUse | undefined {
  try {
    return JSON.parse(text ?? '') as VolumeUse;
  } catch {
    return undefined;
  }
}

/** A build that runs has it, or another one has removed it at the same moment. */
function ignoreUsed(error: unknown): void {
  const status = statusOf(error);
  if (status !== 404 && status !== 409) throw error;
}
