import { statfs } from 'node:fs/promises';
import { askJson, NoAnswer } from './ask';
import type { Engine, InfoAnswer } from './engine';

/** Podman's own API tells; Docker tells the folder alone, which lies on this machine if its socket does. */
export async function readFreeDisk(engine: Engine): Promise<number | undefined> {
  try {
    return await (engine.kind === 'podman' ? askPodman(engine) : askSystem(engine));
  } catch (error) {
    if (error instanceof NoAnswer) return undefined;
    throw error;
  }
}

async function askPodman({ endpoint }: Engine): Promise<number | undefined> {
  interface LibpodInfo {
    readonly store?: { readonly graphRootAllocated?: number; readonly graphRootUsed?: number };
  }
  const info = await askJson<LibpodInfo>(endpoint, '/v4.0.0/libpod/info');
  const { graphRootAllocated, graphRootUsed } = info?.store ?? {};
  return graphRootAllocated === undefined || graphRootUsed === undefined
    ? undefined
    : graphRootAllocated - graphRootUsed;
}

async function askSystem({ endpoint, os, desktop }: Engine): Promise<number | undefined> {
  // Docker Desktop's folder is in its machine, and this one may have another of the same name.
  if (endpoint.kind !== 'socket' || desktop !== undefined || os !== process.platform) return undefined;
  const folder = (await askJson<InfoAnswer>(endpoint, '/info'))?.DockerRootDir;
  const stats = folder === undefined ? undefined : await statfs(folder).catch(() => undefined);
  return stats === undefined ? undefined : stats.bavail * stats.bsize;
}
