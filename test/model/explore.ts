/** One thing that may happen next: what it is, in words, and what is then. */
export interface Action<State> {
  name: string;
  next: State;
}

/**
 * A small world in which any of the actions that a state offers may happen next. States are plain data that JSON can tell
 * apart. Invariants hold in every state; `atEnd` where nothing can happen any more.
 */
export interface Model<State> {
  start: State;
  actions(state: State): Action<State>[];
  /** By what they say: whether they hold. */
  invariants: Readonly<Record<string, (state: State) => boolean>>;
  atEnd?: Readonly<Record<string, (state: State) => boolean>>;
}

/** A shortest way to a state in which something that must hold does not. */
export interface Counterexample {
  broken: string;
  steps: string[];
}

/** What was seen of a model: all of it, or as much as it took to break it. */
export interface Exploration {
  states: number;
  /** How many states are the end of something. */
  ends: number;
  counterexample: Counterexample | undefined;
}

/** The first thing that must hold in a state and does not. */
function brokenIn<State>({ invariants, atEnd }: Model<State>, state: State, isEnd: boolean): string | undefined {
  const checks = Object.entries({ ...invariants, ...(isEnd ? atEnd : {}) });
  return checks.find(([, holds]) => !holds(state))?.[0];
}

/** A state that has been reached, and from where. */
interface Reached<State> {
  state: State;
  from: Reached<State> | undefined;
  by: string;
}

function stepsTo<State>(reached: Reached<State>): string[] {
  const steps: string[] = [];
  for (let at: Reached<State> | undefined = reached; at?.from !== undefined; at = at.from) steps.push(at.by);
  return steps.reverse();
}

/** Takes in a state, unless it has been seen. */
function isNew(seen: Set<string>, state: unknown): boolean {
  const before = seen.size;
  return seen.add(JSON.stringify(state)).size > before;
}

/**
 * Goes through every interleaving of a model's actions, breadth first, so that the first counterexample is a shortest one.
 * Throws when there are more states than `most`: then nothing has been shown.
 */
export function explore<State>(model: Model<State>, most = 200_000): Exploration {
  const seen = new Set([JSON.stringify(model.start)]);
  const queue: Reached<State>[] = [{ state: model.start, from: undefined, by: '' }];
  let ends = 0;
  // The queue grows while it is gone through.
  for (const reached of queue) {
    const actions = model.actions(reached.state);
    if (actions.length === 0) ends += 1;
    const broken = brokenIn(model, reached.state, actions.length === 0);
    if (broken !== undefined) return { states: seen.size, ends, counterexample: { broken, steps: stepsTo(reached) } };
    const fresh = actions.filter(({ next }) => isNew(seen, next));
    queue.push(...fresh.map(({ name, next }) => ({ state: next, from: reached, by: name })));
    if (seen.size > most) throw new Error(`more than ${most} states: make the model smaller`);
  }
  return { states: seen.size, ends, counterexample: undefined };
}

/** Goes one way through a model, taking at each state the action that the next choice points at, until either ends. */
export function walk<State>(model: Model<State>, choices: readonly number[]): Action<State>[] {
  const taken: Action<State>[] = [];
  let state = model.start;
  for (const choice of choices) {
    const actions = model.actions(state);
    const action = actions[choice % Math.max(1, actions.length)];
    if (action === undefined) break;
    taken.push(action);
    state = action.next;
  }
  return taken;
}

/** A counterexample as people read it: its steps, numbered, and what they break. */
export function traceOf({ broken, steps }: Counterexample): string {
  return [...steps.map((step, place) => `${place + 1}. ${step}`), `✗ ${broken}`].join('\n');
}
