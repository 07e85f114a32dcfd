import { longId } from '../force/values.ts';
import { base, currencyOf, named, number, objectStream, text, to, wordFor } from './object-stream.ts';

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
      raw,
    },
  ],
});

/** Rate cards price a role for an account or a region. */
export const rateCardStream = objectStream({
  about: 'pse__Rate_Card__c → rate card line',
  object: 'pse__Rate_Card__c',
  kinds: ['rate_card_line'],
  fields: () => [
    'pse__Role__c',
    'pse__Suggested_Bill_Rate__c',
    'pse__Start_Date__c',
    'pse__End_Date__c',
    'pse__Region__r.Name',
  ],
  schema: base.extend({
    pse__Role__c: text,
    pse__Suggested_Bill_Rate__c: number,
    pse__Start_Date__c: text,
    pse__End_Date__c: text,
    pse__Region__r: named,
  }),
  map: (raw, _system, options) => [
    {
      kind: 'rate_card_line',
      key: longId(raw.Id),
      legalEntity: raw.pse__Region__r?.Name ?? undefined,
      deleted: raw.IsDeleted ?? false,
      values: {
        role: raw.pse__Role__c ?? null,
        rate: raw.pse__Suggested_Bill_Rate__c ?? null,
        currency: currencyOf(raw, options),
        startsOn: raw.pse__Start_Date__c ?? null,
        endsOn: raw.pse__End_Date__c ?? null,
      },
      refs: {},
      raw,
    },
  ],
});
