import { settleSeconds, type Verdict } from '../../src/sync/attempt.ts';

/** How long what the target writes may stay invisible, in ticks. */
export const readLag = 1;
/** How long a worker may hold a delivery, in ticks. */
export const lease = 2;

/** A delivery. Countdowns are in ticks. */
export interface Row {
  state: 'ready' | 'sending' | 'sent' | 'confirmed' | 'unknown' | 'needs_human';
  attempt: number;
  leaseLeft: number;
  settleLeft: number;
  unknowns: number;
}

/** A process of a hub, and what it knows that is not yet in the table. */
export interface Worker {
  at: 'idle' | 'claimed' | 'listening' | 'answered' | 'looked';
  row: number;
  attempt: number;
  /** How long it still believes that it holds the delivery. */
  leaseLeft: number;
  verdict: Verdict | null;
}

/** A request on its way. Nobody waits for it once `lateLeft` is a number: it is carried out by then, or never. */
export interface Request {
  row: number;
  attempt: number;
  carriedOut: boolean;
  lateLeft: number | null;
}

/** One lane of deliveries, who works on it, and its target. */
export interface OutboxState {
  rows: Row[];
  workers: Worker[];
  requests: Request[];
  /** What the target has done, in order, and how long a search does not show it yet. */
  effects: { row: number; hiddenFor: number }[];
  crashesLeft: number;
}

/** How deliveries leave: as the hub has it, or with one of its precautions missing. */
export interface OutboxDesign {
  rows: number;
  workers: number;
  attempts: number;
  crashes: number;
  /** Ticks that an unknown outcome rests. */
  settle: number;
  /** From when: the end of the attempt, or when it was claimed. */
  settleFrom: 'end' | 'claim';
  commitsSending: boolean;
  /** Whether an answer, and what was found by looking, count only for the attempt that they are about. */
  fencesAnswers: boolean;
  fencesLooks: boolean;
  keepsLane: boolean;
  /** Whether a process may stand still between its last look at the clock and its first byte. */
  pauses: boolean;
}

/** As the hub has it. */
export const asBuilt: OutboxDesign = {
  rows: 2,
  workers: 2,
  attempts: 2,
  crashes: 1,
  settle: settleSeconds(readLag * 1000, 0),
  settleFrom: 'end',
  commitsSending: true,
  fencesAnswers: true,
  fencesLooks: true,
  keepsLane: true,
  pauses: false,
};
