import { inWords } from '../format/words.ts';
import { Tag, type Tone } from '../parts/tag.tsx';

/** How far a correction has come. */
export type CorrectionState =
  | 'PLANNED'
  | 'APPROVED'
  | 'DELIVERING'
  | 'CONFIRMED'
  | 'REJECTED'
  | 'CANCELLED'
  | 'STALE'
  | 'NEEDS_HUMAN';

const tones: Record<CorrectionState, Tone> = {
  PLANNED: 'warn',
  APPROVED: 'accent',
  DELIVERING: 'accent',
  CONFIRMED: 'good',
  REJECTED: 'bad',
  CANCELLED: 'plain',
  STALE: 'bad',
  NEEDS_HUMAN: 'bad',
};

/** How far a correction has come, in a word. */
export function CorrectionStateTag({ state }: { state: CorrectionState }) {
  return <Tag tone={tones[state]}>{inWords(state)}</Tag>;
}

/** How far one delivery to a target has come. */
export type Outcome =
  | 'WAITING'
  | 'READY'
  | 'SENDING'
  | 'SENT'
  | 'CONFIRMED'
  | 'REJECTED'
  | 'STALE'
  | 'UNKNOWN'
  | 'NEEDS_HUMAN'
  | 'CANCELLED';

const outcomes: Record<Outcome, [Tone, string]> = {
  WAITING: ['plain', 'Waits for its turn'],
  READY: ['accent', 'Ready to leave'],
  SENDING: ['accent', 'Being sent'],
  SENT: ['accent', 'Sent, not proven yet'],
  CONFIRMED: ['good', 'Confirmed by read-back'],
  REJECTED: ['bad', 'Refused by the target'],
  STALE: ['bad', 'The target had changed'],
  UNKNOWN: ['warn', 'Not known: being read'],
  NEEDS_HUMAN: ['bad', 'Needs somebody'],
  CANCELLED: ['plain', 'Cancelled'],
};

/** How far one delivery has come, in words. */
export function OutcomeTag({ outcome }: { outcome: Outcome }) {
  const [tone, words] = outcomes[outcome];
  return <Tag tone={tone}>{words}</Tag>;
}
