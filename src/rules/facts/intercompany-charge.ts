import { type FactSource, itself, pointedAtBy, valuesOf, type Waits, whereDelivered } from '../fact-source.ts';
import { ofEmployments } from './project.ts';

/** The charges for work on projects. */
const ofProjects = (projects: string) =>
  `select l.charge_id as id from intercompany_charge_line l where l.project_id in (${projects}) and l.charge_id is not null`;

const bothSides: Waits[] = [
  { role: 'erp', kinds: ['intercompany_charge', 'intercompany_payable'], through: 'balanceDueAt' },
];
const time = whereDelivered(['time_entry'], 'chargeChangedAt');

export const intercompanyChargeFacts: FactSource = {
  kind: 'intercompany_charge',
  about: 'Whether both companies have the same on their books, and whether the same hours were charged before.',
  sql: 'intercompany-charge.sql',
  columns: {
    chargeNumber: { type: 'text', about: 'The number of the charge.' },
    chargeStatus: {
      type: 'text',
      about: 'How far it has come.',
      oneOf: valuesOf('intercompany_charge', 'status'),
    },
    chargedOn: { type: 'date', about: 'Of which day it is.' },
    providerName: { type: 'text', about: 'The company that charges.' },
    balanceDueAt: {
      type: 'instant',
      about: 'When both sides must agree: since both are booked, or else from the cut-off for its month on.',
    },
    bothSidesKnownThrough: { type: 'instant', about: 'Through when charges and payables are known, in every ERP.' },
    chargedAmount: { type: 'decimal', about: 'What is charged: nothing where it is cancelled.' },
    payableAmount: {
      type: 'decimal',
      about: 'What the other company has booked of it, without taxes.',
      waits: bothSides,
    },
    imbalance: { type: 'decimal', about: 'By how much the two differ, in either direction.', waits: bothSides },
    imbalanceTolerance: { type: 'decimal', about: 'By how much they may.' },
    chargeChangedAt: { type: 'instant', about: 'When the charge was changed last.' },
    timeKnownThrough: { type: 'instant', about: 'Through when time is known, in every system that keeps it.' },
    hoursChargedTwice: {
      type: 'decimal',
      unit: 'hours',
      about:
        'By how many of its hours more are charged for the same project and period than were worked, its own last.',
      waits: time,
    },
    amountChargedTwice: { type: 'decimal', about: 'What these hours are charged at.', waits: time },
  },
  touches: {
    intercompany_charge: `${itself} union ${ofProjects(
      'select c.project_id from intercompany_charge_line c where c.charge_id = any ($1::uuid[])',
    )}`,
    intercompany_charge_line: `${pointedAtBy('intercompany_charge_line', 'charge_id')} union ${ofProjects(
      pointedAtBy('intercompany_charge_line', 'project_id'),
    )}`,
    intercompany_payable: pointedAtBy('intercompany_payable', 'charge_id'),
    project: ofProjects('select unnest($1::uuid[])'),
    time_entry: ofProjects(pointedAtBy('time_entry', 'project_id')),
    assignment: ofProjects(pointedAtBy('assignment', 'project_id')),
    employment: ofProjects(ofEmployments),
  },
};
