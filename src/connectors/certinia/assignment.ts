import { z } from 'zod';
import { multiply, readDecimal } from '../../domain/decimal.ts';
import type { Values } from '../../domain/record.ts';
import { longId } from '../force/values.ts';
import { base, currencyOf, flag, number, objectStream, ownField, text, to, toCrm, wordFor } from './object-stream.ts';
import { dayFields, days } from './week.ts';

const assignmentStates: Record<string, string> = { Tentative: 'tentative', Scheduled: 'scheduled', Closed: 'closed' };

const scheduled = z.looseObject({}).nullish();

/** The hours of each day of the week, as the schedule has them. */
function weekOf(schedule: z.infer<typeof scheduled>): Values {
  return Object.fromEntries(
    dayFields.map((field, day) => [`${days[day]?.toLowerCase()}Hours`, readDecimal(schedule?.[field]) ?? null]),
  );
}

/** Who works on what, when and at what rate, and how much is still to come. */
export const assignmentStream = objectStream({
  about: 'pse__Assignment__c with its schedule → assignment',
  object: 'pse__Assignment__c',
  kinds: ['assignment'],
  part: { object: 'pse__Schedule__c', lookup: 'pse__Schedule__c', relationship: 'pse__Schedule__r' },
  fields: ({ externalIds }) => [
    'pse__Project__c',
    'pse__Resource__c',
    'pse__Role__c',
    'pse__Status__c',
    'pse__Is_Billable__c',
    'pse__Bill_Rate__c',
    'pse__Planned_Hours__c',
    'pse__Estimated_Time_To_Completion__c',
    'pse__Start_Date__c',
    'pse__End_Date__c',
    ...dayFields.map((field) => `pse__Schedule__r.${field}`),
    ...(externalIds.assignment === null ? [] : [externalIds.assignment]),
  ],
  schema: base.extend({
    pse__Project__c: text,
    pse__Resource__c: text,
    pse__Role__c: text,
    pse__Status__c: text,
    pse__Is_Billable__c: flag,
    pse__Bill_Rate__c: number,
    pse__Planned_Hours__c: number,
    pse__Estimated_Time_To_Completion__c: number,
    pse__Start_Date__c: text,
    pse__End_Date__c: text,
    pse__Schedule__r: scheduled,
  }),
  map: (raw, system, options) => {
    const rate = readDecimal(raw.pse__Bill_Rate__c);
    const remaining = readDecimal(raw.pse__Estimated_Time_To_Completion__c);
    const line = ownField(raw, options.externalIds.assignment);
    return [
      {
        kind: 'assignment',
        key: longId(raw.Id),
        deleted: raw.IsDeleted ?? false,
        values: {
          role: raw.pse__Role__c ?? null,
          status: wordFor(assignmentStates, raw.pse__Status__c),
          billable: raw.pse__Is_Billable__c ?? null,
          billRate: rate ?? null,
          currency: currencyOf(raw, options),
          plannedHours: raw.pse__Planned_Hours__c ?? null,
          remainingHours: remaining ?? null,
          remainingAmount: rate === undefined || remaining === undefined ? null : multiply(rate, remaining),
          startsOn: raw.pse__Start_Date__c ?? null,
          endsOn: raw.pse__End_Date__c ?? null,
          ...weekOf(raw.pse__Schedule__r),
        },
        refs: {
          project: to(raw.pse__Project__c),
          resource: to(raw.pse__Resource__c),
          contractLine: toCrm(system, line),
        },
      },
    ];
  },
});
