import { z } from 'zod';
import { longId, naturalKey } from '../force/values.ts';
import { base, number, objectStream, text, to, wordFor } from './object-stream.ts';

const taskStates: Record<string, string> = {
  Draft: 'draft',
  Planned: 'planned',
  Started: 'started',
  Blocked: 'blocked',
  Complete: 'complete',
  Deferred: 'deferred',
};

/** Tasks of the project plan. */
export const taskStream = objectStream({
  about: 'pse__Project_Task__c → task',
  object: 'pse__Project_Task__c',
  kinds: ['task'],
  fields: () => [
    'Name',
    'pse__Project__c',
    'pse__Project__r.pse__Project_ID__c',
    'pse__Milestone__c',
    'pse__WBS_Element_Number__c',
    'pse__Status__c',
    'pse__Estimated_Hours__c',
  ],
  schema: base.extend({
    Name: text,
    pse__Project__c: text,
    pse__Project__r: z.looseObject({ pse__Project_ID__c: text }).nullish(),
    pse__Milestone__c: text,
    pse__WBS_Element_Number__c: text,
    pse__Status__c: text,
    pse__Estimated_Hours__c: number,
  }),
  map: (raw) => [
    {
      kind: 'task',
      key: longId(raw.Id),
      natural: naturalKey(raw.pse__Project__r?.pse__Project_ID__c, raw.pse__WBS_Element_Number__c),
      deleted: raw.IsDeleted ?? false,
      values: {
        // The platform answers with every field that is asked for: an empty one says that there is none.
        number: raw.pse__WBS_Element_Number__c ?? '',
        name: raw.Name ?? null,
        status: wordFor(taskStates, raw.pse__Status__c),
        plannedHours: raw.pse__Estimated_Hours__c ?? null,
      },
      refs: { project: to(raw.pse__Project__c), milestone: to(raw.pse__Milestone__c) },
    },
  ],
});

/** How the week of a timecard was spent on tasks. */
export const taskTimeStream = objectStream({
  about: 'pse__Task_Time__c → task time',
  object: 'pse__Task_Time__c',
  kinds: ['task_time'],
  fields: () => ['pse__Timecard__c', 'pse__Project_Task__c', 'pse__Total_Hours__c'],
  schema: base.extend({ pse__Timecard__c: text, pse__Project_Task__c: text, pse__Total_Hours__c: number }),
  map: (raw) => [
    {
      kind: 'task_time',
      key: longId(raw.Id),
      deleted: raw.IsDeleted ?? false,
      values: { hours: raw.pse__Total_Hours__c ?? null },
      refs: { timeEntry: to(raw.pse__Timecard__c), task: to(raw.pse__Project_Task__c) },
    },
  ],
});
