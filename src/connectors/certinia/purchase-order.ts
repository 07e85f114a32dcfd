import { longId } from '../force/values.ts';
import { base, currencyOf, number, objectStream, text, to, wordFor } from './object-stream.ts';

const budgetStates: Record<string, string> = {
  Draft: 'draft',
  Open: 'open',
  Approved: 'approved',
  Rejected: 'rejected',
};

/** PSA keeps the customer's purchase orders as budgets of that type. */
export const purchaseOrderStream = objectStream({
  about: 'pse__Budget__c (customer purchase orders) → purchase order',
  object: 'pse__Budget__c',
  kinds: ['purchase_order'],
  fields: () => [
    'Name',
    'pse__Project__c',
    'pse__Amount__c',
    'pse__Effective_Date__c',
    'pse__Status__c',
    'pse__Type__c',
  ],
  where: "pse__Type__c = 'Customer Purchase Order'",
  schema: base.extend({
    Name: text,
    pse__Project__c: text,
    pse__Amount__c: number,
    pse__Effective_Date__c: text,
    pse__Status__c: text,
  }),
  map: (raw, _system, options) => [
    {
      kind: 'purchase_order',
      key: longId(raw.Id),
      deleted: raw.IsDeleted ?? false,
      values: {
        number: raw.Name ?? null,
        status: wordFor(budgetStates, raw.pse__Status__c),
        amount: raw.pse__Amount__c ?? null,
        currency: currencyOf(raw, options),
        startsOn: raw.pse__Effective_Date__c ?? null,
      },
      refs: { project: to(raw.pse__Project__c) },
    },
  ],
});
