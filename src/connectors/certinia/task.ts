import { longId } from '../force/values.ts';
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
  fields: () => ['Name', 'pse__Project__c', 'pse__Milestone__c', 'pse__Status__c', 'pse__Estimated_Hours__c'],
  schema: base.extend({
    Name: text,
    pse__Project__c: text,
    pse__Milestone__c: text,
    pse__Status__c: text,
    pse__Estimated_Hours__c: number,
  }),
  map: (raw) => [
    {
      kind: 'task',
      key: longId(raw.Id),
      deleted: raw.IsDeleted ?? false,
      values: {
        name: raw.Name ?? null,
        status: wordFor(taskStates, raw.pse__Status__c),
        plannedHours: raw.pse__Estimated_Hours__c ?? null,
      },
      refs: { project: to(raw.pse__Project__c), milestone: to(raw.pse__Milestone__c) },
    },
  ],
});
