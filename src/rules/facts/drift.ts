import { kinds } from '../../domain/kinds.ts';
import { type FactSource, itself, type Waits } from '../fact-source.ts';

// Whatever kind a record is of: the rules are about the disagreement.
const touches = Object.fromEntries(
  kinds.map(({ name }) => [
    name,
    `select d.golden_id as id from drift_history d where d.kind = '${name}' and d.golden_id = any ($1::uuid[])`,
  ]),
);

// Wherever a copy of an invoice may be kept.
const copies = (['crm', 'psa'] as const).map(
  (role): Waits => ({ role, kinds: ['invoice'], through: 'paymentDueAt', ifAny: true }),
);

export const driftFacts: FactSource = {
  kind: 'drift',
  about: 'Whether a system has changed or not followed what another one owns, on one record of one legal entity.',
  sql: 'drift.sql',
  own: 'select distinct d.golden_id as id from drift d where d.legal_entity_id is not null',
  columns: {
    recordKind: { type: 'text', about: 'What the record is.' },
    conflicts: {
      type: 'integer',
      about: 'How many attributes a system that does not own them has changed since both last said the same.',
      unit: 'attributes',
    },
    bothChanged: {
      type: 'integer',
      about: 'How many of them the owner has changed since then too.',
      unit: 'attributes',
    },
    conflictingAttributes: { type: 'text', about: 'Those attributes.' },
    conflictingSystems: { type: 'text', about: 'The systems that changed them.' },
    conflictSince: { type: 'instant', about: 'Since when the first of them is at odds.' },
    conflictDueAt: { type: 'instant', about: 'By when the owner should have followed, if it was to.' },
    conflictAmount: { type: 'decimal', about: 'The largest difference in money among them.' },
    paymentSystems: { type: 'text', about: 'The systems that show an invoice as more open than it is.' },
    paymentDueAt: { type: 'instant', about: 'By when they should have shown what lowered it last.' },
    copiesKnownThrough: { type: 'instant', about: 'Through when what they show is known.' },
    paymentNotShown: {
      type: 'decimal',
      about: 'What the ERP says is paid or taken off, and they show as open; nothing of what is no invoice.',
      waits: copies,
    },
  },
  touches: { drift: itself, ...touches },
};
