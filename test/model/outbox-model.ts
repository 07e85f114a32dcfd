import { afterAttempt, afterLook, beforeLook, type Ended, type Verdict } from '../../src/sync/attempt.ts';
import type { Action, Model } from './explore.ts';
import {
  lease,
  type OutboxDesign,
  type OutboxState,
  type Request,
  type Row,
  readLag,
  type Worker,
} from './outbox-design.ts';

const idle: Worker = { at: 'idle', row: 0, attempt: 0, leaseLeft: 0, verdict: null };

const withAt = <T>(list: readonly T[], place: number, change: Partial<T>): T[] =>
  list.map((each, at) => (at === place ? { ...each, ...change } : each));

// One idle process is as good as another: which of them does something makes no other state.
const busyFirst = (workers: Worker[]) =>
  workers.sort((one, other) => JSON.stringify(other).localeCompare(JSON.stringify(one)));

type Step = (name: string, worker: Partial<Worker>, more?: Partial<OutboxState>) => Action<OutboxState>;

/** What the table says of a delivery by a verdict, as `become` in the hub's `deliver.ts` writes it. */
function settled(row: Row, verdict: Verdict, { settle, settleFrom }: OutboxDesign): Row {
  if (verdict.state === 'rejected' || verdict.state === 'stale') throw new Error('this target refuses nothing');
  if (verdict.state !== 'unknown') return { ...row, state: verdict.state, leaseLeft: 0, settleLeft: 0 };
  const passed = settleFrom === 'claim' ? lease - row.leaseLeft : 0;
  const settleLeft = Math.max(0, settle - passed);
  return { ...row, state: 'unknown', leaseLeft: 0, settleLeft, unknowns: row.unknowns + 1 };
}

const isOpen = ({ state }: Row) => state !== 'confirmed';

function claims(state: OutboxState, step: Step, { keepsLane, commitsSending, attempts }: OutboxDesign) {
  return [...state.rows.entries()]
    .filter(([place, row]) => {
      const isHead = !keepsLane || !state.rows.slice(0, place).some(isOpen);
      return row.state === 'ready' && row.attempt < attempts && isHead;
    })
    .map(([place, row]) => {
      const attempt = row.attempt + 1;
      const claimed: Partial<Row> = { attempt, ...(commitsSending ? { state: 'sending', leaseLeft: lease } : {}) };
      const rows = withAt(state.rows, place, claimed);
      return step(`claims ${place + 1}`, { at: 'claimed', row: place, attempt, leaseLeft: lease }, { rows });
    });
}

/** Settled outcomes that are unknown, looked at: what a search shows by now. */
function looks(state: OutboxState, step: Step) {
  return [...state.rows.entries()]
    .filter(([, row]) => row.state === 'unknown' && row.settleLeft === 0)
    .map(([place, row]) => {
      const shown = state.effects.filter((effect) => effect.row === place && effect.hiddenFor === 0);
      const keys = shown.map((_each, at) => `key ${at + 1}`);
      const before = beforeLook('search');
      const verdict = before === 'look' ? afterLook(keys, row.unknowns) : before;
      const looked: Partial<Worker> = { at: 'looked', row: place, attempt: row.attempt, verdict };
      return step(`looks for ${place + 1} and finds ${keys.length}`, looked);
    });
}

const context = {
  attempts: 1,
  unreachedSeconds: 0,
  readLagMs: readLag * 1000,
  timing: { deliveryRetrySeconds: { first: 1, most: 1, giveUp: 1 }, settleFloorSeconds: 0 },
  chance: 0,
};

function answered(step: Step, name: string, ended: Ended, more: Partial<OutboxState> = {}): Action<OutboxState> {
  return step(name, { at: 'answered', verdict: afterAttempt(ended, context) }, more);
}

/** The requests when the process that sent one does not listen any more. */
function abandoned(requests: readonly Request[], { row, attempt }: Worker): Request[] {
  return requests.flatMap((request) => {
    if (request.row !== row || request.attempt !== attempt) return [request];
    return request.carriedOut ? [] : [{ ...request, lateLeft: request.lateLeft ?? readLag }];
  });
}

function sends(state: OutboxState, worker: Worker, step: Step): Action<OutboxState>[] {
  const request: Request = { row: worker.row, attempt: worker.attempt, carriedOut: false, lateLeft: null };
  return [
    step(`sends ${worker.row + 1}`, { at: 'listening' }, { requests: [...state.requests, request] }),
    answered(step, 'does not reach the target', { outcome: 'failed', code: 'UPSTREAM_UNREACHABLE', detail: '' }),
  ];
}

function hears(state: OutboxState, worker: Worker, step: Step): Action<OutboxState>[] {
  const silence: Ended = { outcome: 'failed', code: 'UPSTREAM_UNAVAILABLE', detail: '' };
  const nothing = answered(step, 'hears nothing', silence, { requests: abandoned(state.requests, worker) });
  const own = ({ row, attempt }: Request) => row === worker.row && attempt === worker.attempt;
  if (!state.requests.some((each) => own(each) && each.carriedOut)) return [nothing];
  const requests = state.requests.filter((each) => !own(each));
  return [answered(step, 'hears that it is done', { outcome: 'sent', key: 'key 1' }, { requests }), nothing];
}

/** Writes a verdict down, unless the delivery has moved on. */
function writesDown(state: OutboxState, worker: Worker, step: Step, design: OutboxDesign): Action<OutboxState> {
  const row = state.rows[worker.row] as Row;
  const sending = design.commitsSending ? 'sending' : 'ready';
  const current = row.state === (worker.at === 'looked' ? 'unknown' : sending);
  const fenced = worker.at === 'looked' ? design.fencesLooks : design.fencesAnswers;
  const own = !fenced || row.attempt === worker.attempt;
  const verdict = worker.verdict as Verdict;
  const rows = current && own ? withAt(state.rows, worker.row, settled(row, verdict, design)) : state.rows;
  const what = current && own ? `writes that ${worker.row + 1} is ${verdict.state}` : 'comes too late to write';
  return step(what, idle, { rows });
}

function workerActions(state: OutboxState, place: number, design: OutboxDesign): Action<OutboxState>[] {
  const worker = state.workers[place] as Worker;
  const step: Step = (name, change, more = {}) => ({
    name: worker.at === 'idle' ? `a worker ${name}` : `the worker on attempt ${worker.attempt} ${name}`,
    next: { ...state, ...more, workers: busyFirst(withAt(state.workers, place, change)) },
  });
  if (worker.at === 'idle') {
    const isFirst = state.workers.findIndex(({ at }) => at === 'idle') === place;
    return isFirst ? [...claims(state, step, design), ...looks(state, step)] : [];
  }
  const dies = step('dies', idle, {
    requests: abandoned(state.requests, worker),
    crashesLeft: state.crashesLeft - 1,
  });
  const dying = state.crashesLeft > 0 ? [dies] : [];
  if (worker.at === 'claimed') return [...sends(state, worker, step), ...dying];
  if (worker.at === 'listening') return [...hears(state, worker, step), ...dying];
  return [writesDown(state, worker, step, design), ...dying];
}

function requestActions(state: OutboxState, place: number): Action<OutboxState>[] {
  const request = state.requests[place] as Request;
  if (request.carriedOut) return [];
  const others = state.requests.filter((_each, at) => at !== place);
  const named = `${request.row + 1}, attempt ${request.attempt}`;
  const effects = [...state.effects, { row: request.row, hiddenFor: readLag }];
  const answering = request.lateLeft === null ? withAt(state.requests, place, { carriedOut: true }) : others;
  return [
    { name: `the target carries out ${named}`, next: { ...state, effects, requests: answering } },
    { name: `the request for ${named} is lost`, next: { ...state, requests: others } },
  ];
}

function rowActions(state: OutboxState, place: number, design: OutboxDesign): Action<OutboxState>[] {
  const row = state.rows[place] as Row;
  const become = (name: string, next: Row) => [
    { name: `${name} ${place + 1}`, next: { ...state, rows: withAt(state.rows, place, next) } },
  ];
  if (row.state === 'sent') return become('the read-back confirms', { ...row, state: 'confirmed' });
  if (row.state !== 'sending' || row.leaseLeft > 0) return [];
  const verdict: Verdict = { state: 'unknown', detail: 'the sender did not come back', settleSeconds: design.settle };
  return become('the lease is over on', settled(row, verdict, design));
}

const less = (count: number) => Math.max(0, count - 1);

/** A tick passes for all that counts down, unless something has to happen before. */
function tick(state: OutboxState, { pauses }: OutboxDesign): Action<OutboxState>[] {
  const { rows, workers, requests, effects } = state;
  const overdue = requests.some(({ lateLeft }) => lateLeft === 0);
  const active = workers.filter(({ at }) => at === 'claimed' || at === 'listening');
  if (overdue || (!pauses && active.some(({ leaseLeft }) => leaseLeft === 0))) return [];
  const next: OutboxState = {
    ...state,
    rows: rows.map((row) => ({ ...row, leaseLeft: less(row.leaseLeft), settleLeft: less(row.settleLeft) })),
    workers: workers.map((worker) => ({ ...worker, leaseLeft: less(worker.leaseLeft) })),
    requests: requests.map((each) => (each.lateLeft === null ? each : { ...each, lateLeft: less(each.lateLeft) })),
    effects: effects.map((effect) => ({ ...effect, hiddenFor: less(effect.hiddenFor) })),
  };
  return JSON.stringify(next) === JSON.stringify(state) ? [] : [{ name: 'time passes', next }];
}

/** The model of a lane that leaves by such a design. */
export function outboxModel(design: OutboxDesign): Model<OutboxState> {
  const count = ({ effects }: OutboxState, place: number) => effects.filter(({ row }) => row === place).length;
  const each = (state: OutboxState, holds: (row: Row, place: number) => boolean) =>
    state.rows.every((row, place) => holds(row, place));
  return {
    start: {
      rows: Array.from({ length: design.rows }, () => ({
        state: 'ready',
        attempt: 0,
        leaseLeft: 0,
        settleLeft: 0,
        unknowns: 0,
      })),
      workers: Array.from({ length: design.workers }, () => idle),
      requests: [],
      effects: [],
      crashesLeft: design.crashes,
    },
    actions: (state) => [
      ...state.workers.flatMap((_each, place) => workerActions(state, place, design)),
      ...state.requests.flatMap((_each, place) => requestActions(state, place)),
      ...state.rows.flatMap((_each, place) => rowActions(state, place, design)),
      ...tick(state, design),
    ],
    invariants: {
      'no intent takes effect twice': (state) => each(state, (_row, place) => count(state, place) <= 1),
      'the effects of a lane come in its order': ({ effects }) =>
        effects.every(({ row }, at) => effects.slice(0, at).every((before) => before.row <= row)) &&
        effects.every(({ row }) => row === 0 || effects.some((before) => before.row === row - 1)),
      'what was sent has taken effect': (state) =>
        each(state, (row, place) => !['sent', 'confirmed'].includes(row.state) || count(state, place) === 1),
      'what is to be sent again has not taken effect, and will not': (state) =>
        each(state, (row, place) => {
          const coming = state.requests.some((request) => request.row === place && !request.carriedOut);
          return row.state !== 'ready' || (count(state, place) === 0 && !coming);
        }),
    },
    atEnd: {
      'nothing is left half done': (state) => each(state, ({ state: at }) => at === 'confirmed' || at === 'ready'),
    },
  };
}
