import { randomFrom } from '@nx-cross/testing';
import type { EditName, State } from './edits';
import { EDIT_NAMES, editOf, FIRST_STATE } from './edits';

export interface Step {
  /** For people. */
  readonly edits: readonly string[];
  readonly state: State;
}

export interface History {
  readonly seed: number;
  /** Whether musl is built too. */
  readonly musl: boolean;
  readonly steps: readonly Step[];
}

/** Two to four steps of one to three edits each; one step in six goes back to where the history has been. */
export function planHistory(seed: number): History {
  const random = randomFrom(seed);
  const below = (limit: number) => Math.floor(random() * limit);
  const musl = random() < 0.25;
  const states: State[] = [FIRST_STATE];
  const steps = Array.from({ length: 2 + below(3) }, (): Step => {
    const before = states.at(-1) ?? FIRST_STATE;
    const step = random() < 1 / 6 ? goBack(states, below) : edit(before, 1 + below(3), below);
    states.push(step.state);
    return step;
  });
  return { seed, musl, steps };
}

function goBack(states: readonly State[], below: (limit: number) => number): Step {
  const to = below(states.length);
  return { edits: [`back to step ${String(to)}`], state: states[to] ?? FIRST_STATE };
}

function edit(before: State, count: number, below: (limit: number) => number): Step {
  let state = before;
  const edits = Array.from({ length: count }, () => {
    const name = EDIT_NAMES[below(EDIT_NAMES.length)] as EditName;
    const others = editOf(name).values.filter((value) => value !== state[name]);
    const value = others[below(others.length)] ?? '';
    state = { ...state, [name]: value };
    return `${name} → ${JSON.stringify(value)}`;
  });
  return { edits, state };
}
