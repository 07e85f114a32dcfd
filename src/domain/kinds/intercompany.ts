import { kind } from '../kind.ts';

export const intercompanyCharge = kind({
  name: 'intercompany_charge',
  about: "What one company of the firm bills another for its people's work on the other's projects.",
  attributes: {
    number: 'text',
    status: { oneOf: ['draft', 'approved', 'issued', 'cancelled'] },
    chargedOn: 'date',
    amount: 'decimal',
    currency: 'currency',
  },
  refs: {},
  scope: { inherit: [] },
});

export const intercompanyChargeLine = kind({
  name: 'intercompany_charge_line',
  about: 'What an intercompany charge bills of one project for a period.',
  attributes: { hours: 'decimal', amount: 'decimal', currency: 'currency', serviceFrom: 'date', serviceTo: 'date' },
  refs: { charge: 'intercompany_charge', project: 'project' },
  scope: { inherit: ['charge'] },
});

export const intercompanyPayable = kind({
  name: 'intercompany_payable',
  about: 'The same charge as the company that was charged owes it, without taxes.',
  attributes: {
    number: 'text',
    status: { oneOf: ['booked', 'cancelled'] },
    bookedOn: 'date',
    amount: 'decimal',
    currency: 'currency',
  },
  refs: { charge: 'intercompany_charge' },
  scope: { inherit: [] },
});
