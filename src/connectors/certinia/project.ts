import { z } from 'zod';
import type { Values } from '../../domain/record.ts';
import { naturalKey } from '../force/values.ts';
import { base, currencyOf, flag, named, objectStream, ownField, text, toCrm } from './object-stream.ts';
import type { CertiniaOptions } from './options.ts';

const schema = base.extend({
  Name: text,
  pse__Project_ID__c: text,
  pse__Stage__c: text,
  pse__Is_Active__c: flag,
  pse__Is_Billable__c: flag,
  pse__Start_Date__c: text,
  pse__End_Date__c: text,
  pse__Region__r: named,
  pse__Practice__r: named,
  pse__Opportunity__r: z.looseObject({ ContractId: text }).nullish(),
});
type Project = z.infer<typeof schema>;

function valuesOf(raw: Project, options: CertiniaOptions): Values {
  const stage = options.stages[raw.pse__Stage__c ?? ''] ?? { status: 'active', approved: true };
  return {
    number: raw.pse__Project_ID__c ?? null,
    name: raw.Name ?? null,
    status: raw.pse__Is_Active__c === false ? 'closed' : stage.status,
    approved: stage.approved,
    billable: raw.pse__Is_Billable__c ?? null,
    currency: currencyOf(raw, options),
    startsOn: raw.pse__Start_Date__c ?? null,
    endsOn: raw.pse__End_Date__c ?? null,
  };
}

/** Where a project names its contract: in the firm's own field, or by way of its opportunity. */
export const projectStream = objectStream({
  about: 'pse__Proj__c → project',
  object: 'pse__Proj__c',
  kinds: ['project'],
  fields: ({ externalIds, opportunityContract }) => [
    'Name',
    'pse__Project_ID__c',
    'pse__Stage__c',
    'pse__Is_Active__c',
    'pse__Is_Billable__c',
    'pse__Start_Date__c',
    'pse__End_Date__c',
    'pse__Region__r.Name',
    'pse__Practice__r.Name',
    ...(opportunityContract ? ['pse__Opportunity__r.ContractId'] : []),
    ...(externalIds.contract === null ? [] : [externalIds.contract]),
  ],
  schema,
  map: (raw, system, options) => {
    const own = toCrm(system, ownField(raw, options.externalIds.contract));
    return [
      {
        kind: 'project',
        key: raw.Id,
        natural: naturalKey(raw.pse__Project_ID__c),
        legalEntity: raw.pse__Region__r?.Name ?? undefined,
        practice: raw.pse__Practice__r?.Name ?? undefined,
        deleted: raw.IsDeleted ?? false,
        values: valuesOf(raw, options),
        refs: { contract: own ?? toCrm(system, raw.pse__Opportunity__r?.ContractId) },
      },
    ];
  },
});
