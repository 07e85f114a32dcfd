import type { Says } from './dropped-file.ts';

/** The mapping of a file of weekly hours. */
export const hours = {
  version: 1,
  about: 'Weekly hours of the time keeper.',
  kind: 'time_entry',
  key: ['Line'],
  numbers: { thousands: ',', prefix: '$' },
  values: {
    workedOn: { column: 'Day', date: 'M/D/YYYY' },
    hours: { column: 'Hours' },
    billRate: { column: 'Rate' },
    currency: { constant: 'EUR' },
    billable: { column: 'Billable' },
    approvalState: { column: 'State', words: { OK: 'approved', open: 'submitted' } },
  },
  refs: { project: { key: ['Project'] } },
  legalEntity: { constant: 'DE01' },
};
/** The columns of the file. */
export const header = ['Line', 'Day', 'Hours', 'Rate', 'Billable', 'State', 'Project'];
/** One line of it. */
export const line = (key: string, worked: string, project = 'P-1') => [
  key,
  '1/31/2026',
  worked,
  '$1,180.50',
  'yes',
  'OK',
  project,
];
/** What its manifest says, besides the totals. */
export const says: Says = {
  stream: 'time_entry',
  mapping: 'hours',
  producedAt: '2026-02-01T06:00:00.000Z',
  knownThrough: '2026-02-01T00:00:00.000Z',
};
