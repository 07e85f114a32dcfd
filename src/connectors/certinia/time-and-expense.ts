import { z } from 'zod';
import { multiply, readDecimal, sum } from '../../domain/decimal.ts';
import type { Ref } from '../../domain/record.ts';
import { longId, naturalKey } from '../force/values.ts';
import { base, currencyOf, flag, number, objectStream, text, to, toCrm, wordFor } from './object-stream.ts';
import { dayFields } from './week.ts';

const approvalStates: Record<string, string> = {
  Draft: 'draft',
  Saved: 'draft',
  Submitted: 'submitted',
  Approved: 'approved',
  Rejected: 'rejected',
};

const billingItem = z
  .looseObject({ pse__Billing_Event__r: z.looseObject({ pse__Event_Key__c: text }).nullish() })
  .nullish();

/** The ERP knows a billing event of PSA by PSA's name and the event's key. */
function billingEventRef(item: z.infer<typeof billingItem>): Ref | null {
  const natural = naturalKey('certinia', item?.pse__Billing_Event__r?.pse__Event_Key__c);
  return natural === undefined ? null : { natural };
}

/** Timecards cover a week: the hours of its seven days, and the billing events that its splits went into. */
export const timecardStream = objectStream({
  about: 'pse__Timecard_Header__c with its splits → time entry (one a week)',
  object: 'pse__Timecard_Header__c',
  kinds: ['time_entry'],
  fields: ({ externalIds }) => [
    'pse__Project__c',
    'pse__Resource__c',
    'pse__Assignment__c',
    'pse__Milestone__c',
    'pse__Start_Date__c',
    'pse__End_Date__c',
    'pse__Status__c',
    'pse__Billable__c',
    'pse__Bill_Rate__c',
    ...dayFields,
    'pse__Assignment__r.pse__Role__c',
    ...(externalIds.assignment === null ? [] : [`pse__Assignment__r.${externalIds.assignment}`]),
    '(SELECT IsDeleted, pse__Billing_Event_Item__r.pse__Billing_Event__r.pse__Event_Key__c FROM pse__TimecardSplits__r)',
  ],
  schema: base.extend({
    pse__Project__c: text,
    pse__Resource__c: text,
    pse__Assignment__c: text,
    pse__Milestone__c: text,
    pse__Start_Date__c: z.string(),
    pse__End_Date__c: z.string(),
    pse__Status__c: text,
    pse__Billable__c: flag,
    pse__Bill_Rate__c: number,
    pse__Assignment__r: z.looseObject({ pse__Role__c: text }).nullish(),
    pse__TimecardSplits__r: z
      .looseObject({ records: z.array(z.looseObject({ IsDeleted: flag, pse__Billing_Event_Item__r: billingItem })) })
      .nullish(),
  }),
  map: (raw, system, options) => {
    const hours = sum(dayFields.map((field) => readDecimal(raw[field] ?? 0) ?? '0'));
    const rate = readDecimal(raw.pse__Bill_Rate__c);
    const line =
      options.externalIds.assignment === null ? null : raw.pse__Assignment__r?.[options.externalIds.assignment];
    // The splits of a deleted card are deleted with it, and still say what it was billed by.
    const splits = (raw.pse__TimecardSplits__r?.records ?? []).filter(
      (split) => raw.IsDeleted === true || split.IsDeleted !== true,
    );
    const billed = splits.map((split) => billingEventRef(split.pse__Billing_Event_Item__r)).find((ref) => ref !== null);
    return [
      {
        kind: 'time_entry',
        key: longId(raw.Id),
        deleted: raw.IsDeleted ?? false,
        values: {
          workedFrom: raw.pse__Start_Date__c,
          workedOn: raw.pse__End_Date__c,
          hours,
          role: raw.pse__Assignment__r?.pse__Role__c ?? null,
          billRate: rate ?? null,
          amount: rate === undefined ? null : multiply(rate, hours),
          currency: currencyOf(raw, options),
          billable: raw.pse__Billable__c ?? null,
          approvalState: wordFor(approvalStates, raw.pse__Status__c),
        },
        refs: {
          project: to(raw.pse__Project__c),
          resource: to(raw.pse__Resource__c),
          assignment: to(raw.pse__Assignment__c),
          milestone: to(raw.pse__Milestone__c),
          contractLine: toCrm(system, line),
          billingEvent: billed ?? null,
        },
      },
    ];
  },
});

/** Expenses, one record each. */
export const expenseStream = objectStream({
  about: 'pse__Expense__c → expense',
  object: 'pse__Expense__c',
  kinds: ['expense'],
  fields: () => [
    'pse__Project__c',
    'pse__Resource__c',
    'pse__Expense_Date__c',
    'pse__Type__c',
    'pse__Amount__c',
    'pse__Billable__c',
    'pse__Status__c',
    'pse__Billing_Event_Item__r.pse__Billing_Event__r.pse__Event_Key__c',
  ],
  schema: base.extend({
    pse__Project__c: text,
    pse__Resource__c: text,
    pse__Expense_Date__c: text,
    pse__Type__c: text,
    pse__Amount__c: number,
    pse__Billable__c: flag,
    pse__Status__c: text,
    pse__Billing_Event_Item__r: billingItem,
  }),
  map: (raw, _system, options) => [
    {
      kind: 'expense',
      key: longId(raw.Id),
      deleted: raw.IsDeleted ?? false,
      values: {
        incurredOn: raw.pse__Expense_Date__c ?? null,
        category: raw.pse__Type__c ?? null,
        amount: raw.pse__Amount__c ?? null,
        currency: currencyOf(raw, options),
        billable: raw.pse__Billable__c ?? null,
        approvalState: wordFor(approvalStates, raw.pse__Status__c),
      },
      refs: {
        project: to(raw.pse__Project__c),
        resource: to(raw.pse__Resource__c),
        billingEvent: billingEventRef(raw.pse__Billing_Event_Item__r),
      },
    },
  ],
});
