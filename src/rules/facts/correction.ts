import type { FactSource } from '../fact-source.ts';
import { closeFacts } from './close-window.ts';

export const correctionFacts: FactSource = {
  kind: 'correction',
  about: 'Whether what was approved is on its way to its systems for too long.',
  sql: 'correction.sql',
  own: 'select k.id from correction k',
  columns: {
    correctionType: { type: 'text', about: 'What it does.' },
    correctionState: {
      type: 'text',
      about: 'How far it has come.',
      oneOf: ['planned', 'approved', 'delivering', 'confirmed', 'rejected', 'cancelled', 'stale', 'needs_human'],
    },
    correctionAmount: { type: 'decimal', about: 'The money that it is about.' },
    pendingSteps: {
      type: 'integer',
      about: 'How many of its steps may leave and have not arrived for certain.',
      unit: 'steps',
    },
    pendingSystems: { type: 'text', about: 'The systems that they are for.' },
    pendingSince: { type: 'instant', about: 'Since when the oldest of them might have arrived.' },
    deliveryDueAt: { type: 'instant', about: 'By when the first of them should have arrived.' },
    stuckSteps: {
      type: 'integer',
      about: 'Of how many of them nobody knows what became, or only a person can say what should.',
      unit: 'steps',
    },
    correctionsBehind: {
      type: 'integer',
      about: 'How many other corrections can not leave before it.',
      unit: 'corrections',
    },
    doubledSteps: {
      type: 'integer',
      about: 'Of how many of its steps their target has more than one record.',
      unit: 'steps',
    },
    doubledRecords: { type: 'text', about: 'Those records, by system and key.' },
    ...closeFacts,
  },
  touches: {
    // Itself, and those in front of it in its lanes: they keep one more or one less from leaving.
    correction: `select unnest($1::uuid[]) as id
      union
      select o.correction_id from outbox b
        join outbox o on o.lane = b.lane and o.id < b.id
       where b.correction_id = any ($1::uuid[])
         and o.state in ('ready', 'sending', 'sent', 'unknown', 'needs_human')`,
  },
};
