import { z } from 'zod';
import { longId, naturalKey } from '../force/values.ts';
import { base, currencyOf, flag, number, objectStream, ownField, text, to, toCrm, wordFor } from './object-stream.ts';

const deliveryStates: Record<string, string> = {
  Planned: 'planned',
  Open: 'open',
  Approved: 'accepted',
  Canceled: 'canceled',
};

/** The object, its fields and their meaning; the push writes the same ones. */
export const milestoneObject = 'pse__Milestone__c';

export const milestoneStream = objectStream({
  about: 'pse__Milestone__c → milestone (delivery state and acceptance are its own, price and date are a copy)',
  object: milestoneObject,
  kinds: ['milestone'],
  fields: ({ externalIds, opportunityContract }) => [
    'Name',
    'pse__Project__c',
    'pse__Milestone_Amount__c',
    'pse__Target_Date__c',
    'pse__Actual_Date__c',
    'pse__Status__c',
    'pse__Requires_Customer_Sign_off__c',
    ...(opportunityContract ? ['pse__Project__r.pse__Opportunity__r.Contract.ContractNumber'] : []),
    ...(externalIds.milestone === null ? [] : [externalIds.milestone]),
  ],
  schema: base.extend({
    Name: text,
    pse__Project__c: text,
    pse__Milestone_Amount__c: number,
    pse__Target_Date__c: text,
    pse__Actual_Date__c: text,
    pse__Status__c: text,
    pse__Requires_Customer_Sign_off__c: flag,
    pse__Project__r: z
      .looseObject({
        pse__Opportunity__r: z.looseObject({ Contract: z.looseObject({ ContractNumber: text }).nullish() }).nullish(),
      })
      .nullish(),
  }),
  map: (raw, system, options) => {
    const stored = toCrm(system, ownField(raw, options.externalIds.milestone));
    const state = wordFor(deliveryStates, raw.pse__Status__c);
    return [
      {
        kind: 'milestone',
        key: longId(raw.Id),
        natural: naturalKey(raw.pse__Project__r?.pse__Opportunity__r?.Contract?.ContractNumber, raw.Name),
        ...(stored === null ? {} : { claims: stored }),
        deleted: raw.IsDeleted ?? false,
        values: {
          name: raw.Name ?? null,
          amount: raw.pse__Milestone_Amount__c ?? null,
          currency: currencyOf(raw, options),
          plannedOn: raw.pse__Target_Date__c ?? null,
          scopeState: state === 'canceled' ? 'dropped' : 'active',
          deliveryState: state,
          acceptedOn: state === 'accepted' ? (raw.pse__Actual_Date__c ?? null) : null,
          requiresAcceptance: raw.pse__Requires_Customer_Sign_off__c ?? null,
        },
        refs: { project: to(raw.pse__Project__c) },
      },
    ];
  },
});
