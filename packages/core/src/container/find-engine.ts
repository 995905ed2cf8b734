import { askJson, askPing, NoAnswer } from './ask';
import type { Candidate, EngineChoice } from './candidates';
import { listCandidates } from './candidates';
import type { AddressProblem, Endpoint } from './endpoint';
import { isProblem, renderEndpoint } from './endpoint';
import type { Engine, InfoAnswer } from './engine';
import { isOlder, kindOf, OLDEST_API, parseEngine } from './engine';
import type { Places } from './places';
import type { PassedOver } from './passed-over';
import { noEngine } from './passed-over';

export interface FoundEngine {
  readonly engine: Engine;
  /** The ones before it, each with the reason; to be told wherever a choice is shown. */
  readonly passedOver: readonly PassedOver[];
}

/**
 * The first engine that answers and can be used.
 *
 * @throws Failure `engine-missing`, `engine-denied` or `engine-outdated`, with each place that was tried.
 */
export async function findEngine(choice: EngineChoice, places: Places): Promise<FoundEngine> {
  const { engine, passedOver } = await lookForEngine(choice, places);
  if (engine === undefined) throw noEngine(choice, passedOver, places.os);
  return { engine, passedOver };
}

/** The same for whoever tells of a machine without one too. In the order of {@link listCandidates}. */
export async function lookForEngine(
  choice: EngineChoice,
  places: Places,
): Promise<Omit<FoundEngine, 'engine'> & { readonly engine?: Engine }> {
  const passedOver: PassedOver[] = [];
  for (const candidate of listCandidates(choice, places)) {
    const answer = await probe(candidate, choice);
    if ('engine' in answer) return { engine: answer.engine, passedOver };
    passedOver.push(answer);
  }
  return { passedOver };
}

async function probe(candidate: Candidate, choice: EngineChoice): Promise<{ readonly engine: Engine } | PassedOver> {
  const { place } = candidate;
  if (isProblem(place)) return { ...described(candidate), why: 'unusable', reason: place.problem, mend: place.mend };
  try {
    return await askEngine(place, candidate, choice);
  } catch (error) {
    if (error instanceof NoAnswer) return explain(candidate, error.code);
    throw error;
  }
}

async function askEngine(
  endpoint: Endpoint,
  candidate: Candidate,
  choice: EngineChoice,
): Promise<{ readonly engine: Engine } | PassedOver> {
  const ping = await askPing(endpoint);
  const pass = described(candidate);
  const kind = kindOf(ping);
  if (choice !== 'auto' && kind !== choice) {
    return { ...pass, why: 'unusable', reason: `it is ${kind === 'docker' ? 'Docker' : 'Podman'} that answers there` };
  }
  if (isOlder(ping.apiVersion, OLDEST_API)) {
    return { ...pass, why: 'outdated', reason: `its API ${ping.apiVersion} is older than ${OLDEST_API}` };
  }
  const info = await askJson<InfoAnswer>(endpoint, '/info');
  return info === undefined ? explain(candidate, 'NO_ENGINE') : { engine: parseEngine(endpoint, ping, info) };
}

function described({ from, place, named }: Candidate): Pick<PassedOver, 'from' | 'where' | 'named'> {
  return { from, where: renderPlace(place), named };
}

function renderPlace(place: Endpoint | AddressProblem): string | undefined {
  return isProblem(place) ? undefined : renderEndpoint(place);
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no socket',
  ECONNREFUSED: 'nothing listens there',
  ENOTFOUND: 'there is no such host',
  TIMEOUT: 'it does not answer',
  NO_ENGINE: 'what answers is no container engine',
};

function explain(candidate: Candidate, code: string): PassedOver {
  const denied = code === 'EACCES' || code === 'EPERM';
  const reason = denied ? 'permission denied' : (REASONS[code] ?? code);
  return { ...described(candidate), why: denied ? 'denied' : 'silent', reason };
}
