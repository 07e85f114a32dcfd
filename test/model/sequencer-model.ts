import type { Action, Model } from './explore.ts';

/** What a snapshot holds as done: every transaction before `end` that was not running. */
interface Snapshot {
  end: number;
  running: number[];
}

/** A transaction that writes one entry about one aggregate. */
interface Writer {
  at: 'waiting' | 'begun' | 'written' | 'committed' | 'rolled back';
  xid: number;
  id: number;
  version: number;
}

/** A round of a sequencer, and what it has read. What it writes is seen when it commits. */
interface Round {
  at: 'idle' | 'locked' | 'read';
  before: Snapshot | null;
  now: Snapshot | null;
  last: number;
}

/** The feed with its writers, its sequencers and one reader. Writers are called by their place. */
export interface SequencerState {
  nextXid: number;
  nextId: number;
  writers: Writer[];
  positions: [pos: number, writer: number][];
  snapshot: Snapshot;
  rounds: Round[];
  crashesLeft: number;
  rollbacksLeft: number;
  /** Where the reader is, by what its cursor counts, and what it has got, in order. */
  cursor: [number, number];
  seen: number[];
}

/** How the feed is read and numbered: as the hub does it, or in a way that does not work. */
export interface SequencerDesign {
  /** The aggregate that each writer writes about. */
  aggregates: readonly string[];
  reads: 'positions' | 'id > last' | 'below xmin';
  sequencers: number;
  crashes: number;
  rollbacks: number;
  oneAtATime: boolean;
  numbersBy: 'id' | 'xid';
}

/** As the hub does it: a pair about one thing and a third beside them, two sequencers of which one dies. */
export const asBuilt: SequencerDesign = {
  aggregates: ['a', 'a', 'b'],
  reads: 'positions',
  sequencers: 2,
  crashes: 1,
  rollbacks: 1,
  oneAtATime: true,
  numbersBy: 'id',
};

const idle: Round = { at: 'idle', before: null, now: null, last: 0 };

const isRunning = ({ at }: Writer) => at === 'begun' || at === 'written';
const isDone = (xid: number, { end, running }: Snapshot) => xid < end && !running.includes(xid);

function snapshotOf({ nextXid, writers }: SequencerState): Snapshot {
  return { end: nextXid, running: writers.filter(isRunning).map(({ xid }) => xid) };
}

const withAt = <T>(list: readonly T[], place: number, change: Partial<T>): T[] =>
  list.map((each, at) => (at === place ? { ...each, ...change } : each));

function writerActions(state: SequencerState, place: number, { aggregates }: SequencerDesign) {
  const { writers, nextXid, nextId } = state;
  const writer = writers[place] as Writer;
  const become = (name: string, change: Partial<Writer>, more: Partial<SequencerState> = {}) => ({
    name: `writer ${place + 1} ${name}`,
    next: { ...state, ...more, writers: withAt(writers, place, change) },
  });
  const ofSame = writers.filter((_each, at) => aggregates[at] === aggregates[place]);
  // The row of what an entry is about is locked until its transaction ends.
  const locked = ofSame.some(({ at }) => at === 'written');
  const version = ofSame.filter(({ at }) => at === 'committed').length + 1;
  const begin = () => become('begins', { at: 'begun', xid: nextXid }, { nextXid: nextXid + 1 });
  const write = () =>
    become(
      `writes version ${version} of ${aggregates[place]}`,
      { at: 'written', id: nextId, version },
      { nextId: nextId + 1 },
    );
  // So is one writer that has done nothing as another about the same thing.
  if (writer.at === 'waiting') return ofSame.find(({ at }) => at === 'waiting') === writer ? [begin()] : [];
  if (writer.at === 'begun') return locked ? [] : [write()];
  if (writer.at !== 'written') return [];
  const rollBack = become('rolls back', { at: 'rolled back' }, { rollbacksLeft: state.rollbacksLeft - 1 });
  return [become('commits', { at: 'committed' }), ...(state.rollbacksLeft > 0 ? [rollBack] : [])];
}

const committed = ({ writers }: SequencerState): number[] =>
  [...writers.keys()].filter((place) => writers[place]?.at === 'committed');

/** The committed entries that one snapshot holds as done and an earlier one does not, in the order they are numbered in. */
function fresh(state: SequencerState, before: Snapshot, now: Snapshot, numbersBy: 'id' | 'xid'): number[] {
  const of = (place: number) => state.writers[place] as Writer;
  return committed(state)
    .filter((place) => !isDone(of(place).xid, before) && isDone(of(place).xid, now))
    .sort((one, other) => of(one)[numbersBy] - of(other)[numbersBy]);
}

// One sequencer is as good as another: which of them does something makes no other state.
const busyFirst = (rounds: Round[]) =>
  rounds.sort((one, other) => Number(one.at === 'idle') - Number(other.at === 'idle'));

function roundActions(state: SequencerState, place: number, design: SequencerDesign): Action<SequencerState>[] {
  const round = state.rounds[place] as Round;
  const become = (name: string, change: Partial<Round>, more: Partial<SequencerState> = {}) => ({
    name: `a sequencer ${name}`,
    next: { ...state, ...more, rounds: busyFirst(withAt(state.rounds, place, change)) },
  });
  if (round.at === 'idle') {
    const held = design.oneAtATime && state.rounds.some(({ at }) => at !== 'idle');
    const over = !state.writers.some(isRunning) && committed(state).every((each) => isNumbered(state, each));
    return held || over ? [] : [become('takes the lock', { at: 'locked' })];
  }
  const crash = become('dies', idle, { crashesLeft: state.crashesLeft - 1 });
  const dying = state.crashesLeft > 0 ? [crash] : [];
  if (round.at === 'locked') {
    const seen = { before: state.snapshot, now: snapshotOf(state), last: state.positions.length };
    return [become('reads where it is', { at: 'read', ...seen }), ...dying];
  }
  const { before, now, last } = round;
  const found = fresh(state, before as Snapshot, now as Snapshot, design.numbersBy);
  const numbers = found.map((writer, at): [number, number] => [last + at + 1, writer]);
  // With nothing new the old snapshot stays.
  const moved = numbers.length === 0 ? {} : { snapshot: now as Snapshot, positions: [...state.positions, ...numbers] };
  return [become(`numbers ${numbers.length} and commits`, idle, moved), ...dying];
}

const isNumbered = ({ positions }: SequencerState, writer: number) => positions.some(([, each]) => each === writer);

type Cursor = SequencerState['cursor'];

const isAfter = (one: Cursor, other: Cursor) => one[0] > other[0] || (one[0] === other[0] && one[1] > other[1]);

/** The entries that a reader could get now, each with where its cursor is then. */
function readable(state: SequencerState, { reads }: SequencerDesign): { at: Cursor; writer: number }[] {
  if (reads === 'positions') return state.positions.map(([pos, writer]) => ({ at: [pos, 0], writer }));
  const of = (place: number) => state.writers[place] as Writer;
  if (reads === 'id > last') return committed(state).map((writer) => ({ at: [of(writer).id, 0], writer }));
  const { end, running } = snapshotOf(state);
  return committed(state)
    .filter((writer) => of(writer).xid < Math.min(end, ...running))
    .map((writer) => ({ at: [of(writer).xid, of(writer).id], writer }));
}

function readerActions(state: SequencerState, design: SequencerDesign): Action<SequencerState>[] {
  const next = readable(state, design).filter(({ at }) => isAfter(at, state.cursor));
  const sorted = next.sort((one, other) => (isAfter(one.at, other.at) ? 1 : -1));
  const last = sorted.at(-1);
  if (last === undefined) return [];
  const seen = [...state.seen, ...sorted.map(({ writer }) => writer)];
  return [{ name: `the reader gets ${sorted.length}`, next: { ...state, cursor: last.at, seen } }];
}

const isOnce = (list: readonly number[]) => new Set(list).size === list.length;

function inOrder({ writers }: SequencerState, places: readonly number[], { aggregates }: SequencerDesign): boolean {
  const latest = new Map<string, number>();
  return places.every((place) => {
    const aggregate = aggregates[place] as string;
    const version = writers[place]?.version ?? 0;
    const isLater = version > (latest.get(aggregate) ?? 0);
    latest.set(aggregate, version);
    return isLater;
  });
}

/** The model of a feed that is written, numbered and read by such a design. */
export function sequencerModel(design: SequencerDesign): Model<SequencerState> {
  return {
    start: {
      nextXid: 1,
      nextId: 1,
      writers: design.aggregates.map(() => ({ at: 'waiting', xid: 0, id: 0, version: 0 })),
      positions: [],
      snapshot: { end: 1, running: [] },
      rounds: Array.from({ length: design.sequencers }, () => idle),
      crashesLeft: design.crashes,
      rollbacksLeft: design.rollbacks,
      cursor: [0, 0],
      seen: [],
    },
    actions: (state) => [
      ...state.writers.flatMap((_each, place) => writerActions(state, place, design)),
      ...state.rounds.flatMap((_each, place) => roundActions(state, place, design)),
      ...readerActions(state, design),
    ],
    invariants: {
      'no entry is skipped': (state) =>
        readable(state, design).every(({ at, writer }) => isAfter(at, state.cursor) || state.seen.includes(writer)),
      'what the sequencer has passed has a position': (state) =>
        committed(state).every((each) => isNumbered(state, each) || !isDone(of(state, each).xid, state.snapshot)),
      'no entry comes twice': ({ seen, positions }) => isOnce(seen) && isOnce(positions.map(([, writer]) => writer)),
      'positions are dense': ({ positions }) => positions.every(([pos], at) => pos === at + 1),
      'versions come in order': (state) => inOrder(state, state.seen, design),
    },
    atEnd: {
      'every committed entry has been seen': (state) => committed(state).every((each) => state.seen.includes(each)),
    },
  };
}

const of = ({ writers }: SequencerState, place: number) => writers[place] as Writer;
