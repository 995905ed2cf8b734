import type { Static } from '@sinclair/typebox';
import { Type } from '@sinclair/typebox';
import { Failure, throwFailures } from '../failure';
import { findMistakes } from '../schema-mistakes';
import type { ToolDemand } from './tool-demand';
import { renderDemand } from './tool-demand';
import type { ToolchainIdentity } from './toolchain-identity';

/** The committed file that says with which tools a workspace's releases are made. */
export const LOCK_FILE = 'nx-cross.lock';

const closed = { additionalProperties: false } as const;

const IdentitySchema = Type.Object(
  {
    choice: Type.String({ minLength: 1 }),
    environment: Type.Union([Type.Literal('host'), Type.Literal('container')]),
    tools: Type.Record(Type.String(), Type.String()),
  },
  closed,
);

/** Demand in words → what answered it. */
const StageSchema = Type.Record(Type.String(), IdentitySchema);

const LockSchema = Type.Object(
  { schemaVersion: Type.Literal(1), 'cross-compile': StageSchema, strip: StageSchema, smoke: StageSchema },
  closed,
);

type LockJson = Static<typeof LockSchema>;

/** Answers to demands, as the machine that wrote the lock gave them. */
export interface ToolLock {
  /** Nothing was written yet. */
  readonly isEmpty: boolean;
  identityFor(demand: ToolDemand): ToolchainIdentity | undefined;
  /** With these answers added, in place of older ones to the same demands. */
  with(answers: readonly (readonly [ToolDemand, ToolchainIdentity])[]): ToolLock;
  /** Without what none of these demands asks for. */
  limitedTo(demands: readonly ToolDemand[]): ToolLock;
  /** The file's text: keys bytewise, so that two machines write one file. */
  render(): string;
}

/**
 * @param text Of nx-cross.lock; `undefined` where there is none.
 * @throws Failure `config-unreadable`, `config-invalid`: a lock that cannot be read stands in for nothing.
 */
export function parseLockFile(text: string | undefined): ToolLock {
  if (text === undefined) return lockOf(new Map());
  const value = parseJson(text);
  throwFailures(
    findMistakes(LockSchema, value).map(
      ({ message }) => new Failure('config-invalid', { message, place: { file: LOCK_FILE }, hint: HINT }),
    ),
  );
  const json = value as LockJson;
  const entries = STAGES.flatMap((stage) =>
    Object.entries(json[stage]).map(([demand, identity]) => [keyOf(stage, demand), identity] as const),
  );
  return lockOf(new Map(entries));
}

const HINT = 'Write it anew: npx nx-cross setup';
const STAGES = ['cross-compile', 'strip', 'smoke'] as const;
type LockedIdentity = LockJson['strip'][string];

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const message = `not JSON: ${(error as SyntaxError).message}`;
    throw new Failure('config-unreadable', { message, place: { file: LOCK_FILE }, hint: HINT });
  }
}

function lockOf(entries: ReadonlyMap<string, LockedIdentity>): ToolLock {
  return {
    isEmpty: entries.size === 0,
    identityFor: (demand) => {
      const found = entries.get(keyOf(demand.stage, renderDemand(demand)));
      return found === undefined ? undefined : { ...found, tools: listTools(found) };
    },
    with: (answers) =>
      lockOf(
        new Map([
          ...entries,
          ...answers.map(([demand, { choice, environment, tools }]) => {
            const versions = Object.fromEntries(tools.map(({ name, version }) => [name, version]));
            return [keyOf(demand.stage, renderDemand(demand)), { choice, environment, tools: versions }] as const;
          }),
        ]),
      ),
    limitedTo: (demands) => {
      const wanted = new Set(demands.map((demand) => keyOf(demand.stage, renderDemand(demand))));
      return lockOf(new Map([...entries].filter(([key]) => wanted.has(key))));
    },
    render: () => render(entries),
  };
}

function listTools({ tools }: LockedIdentity) {
  return Object.entries(tools).map(([name, version]) => ({ name, version }));
}

function keyOf(stage: ToolDemand['stage'], demand: string): string {
  return `${stage}\n${demand}`;
}

function render(entries: ReadonlyMap<string, LockedIdentity>): string {
  const sorted = [...entries].sort(([a], [b]) => (a < b ? -1 : 1));
  const stages = STAGES.map((stage) => [
    stage,
    Object.fromEntries(
      sorted.flatMap(([key, identity]) =>
        key.startsWith(`${stage}\n`) ? [[key.slice(stage.length + 1), identity]] : [],
      ),
    ),
  ]);
  return `${JSON.stringify({ schemaVersion: 1, ...Object.fromEntries(stages) }, null, 2)}\n`;
}
