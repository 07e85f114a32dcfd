import { kinds } from '../../domain/kinds.ts';
import { type FactSource, itself } from '../fact-source.ts';

// Whatever kind a record is of: the rules are about the disagreement.
const touches = Object.fromEntries(
  kinds.map(({ name }) => [
    name,
    `select d.golden_id as id from drift_history d where d.kind = '${name}' and d.golden_id = any ($1::uuid[])`,
  ]),
);

export const driftFacts: FactSource = {
  kind: 'drift',
  about: 'Whether a system has changed what another one owns, on one record of one legal entity.',
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
  },
  touches: { drift: itself, ...touches },
};
