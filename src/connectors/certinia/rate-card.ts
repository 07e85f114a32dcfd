import { longId } from '../force/values.ts';
import { base, currencyOf, named, number, objectStream, text } from './object-stream.ts';

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
    },
  ],
});
