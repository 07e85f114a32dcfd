import { type FactSource, itself, pointedAtBy, type Waits } from '../fact-source.ts';

const waits: Waits[] = (['psa', 'erp'] as const).map((role): Waits => {
  return { role, kinds: ['customer'], through: 'mismatchDueAt', ifAny: true };
});

export const customerFacts: FactSource = {
  kind: 'customer',
  about: 'Whether other systems say the same of a customer as its owner does.',
  sql: 'customer.sql',
  columns: {
    customerName: { type: 'text', about: 'What it is called.' },
    customerNumber: { type: 'text', about: 'Its number.' },
    mismatchDueAt: { type: 'instant', about: 'By when the other systems should have followed its last change.' },
    copiesKnownThrough: { type: 'instant', about: "Through when the other systems' customers are known." },
    mismatches: {
      type: 'integer',
      about: 'On how many of legal name, tax id, terms, bill-to, country and currency another system differs.',
      unit: 'attributes',
      waits,
    },
    mismatched: { type: 'text', about: 'Which those are.' },
    mismatchedValues: { type: 'text', about: 'What is said where.' },
    openAmount: {
      type: 'decimal',
      about: 'What it still owes, in its own currency, the first company that deals with it.',
    },
  },
  touches: {
    customer: itself,
    contract: pointedAtBy('contract', 'customer_id'),
    invoice: `select c.customer_id as id from invoice_history i
      join contract_history c on c.id = i.contract_id
     where i.id = any ($1::uuid[]) and c.customer_id is not null`,
  },
};
