import { longId } from '../force/values.ts';
import { base, currencyOf, flag, named, number, objectStream, text } from './object-stream.ts';

/** People who deliver, and the company of each. PSA keeps them as contacts; their region is their company. */
export const resourceStream = objectStream({
  about: 'Contact (resources) → resource, employment',
  object: 'Contact',
  kinds: ['resource', 'employment'],
  fields: () => [
    'Name',
    'pse__Resource_Role__c',
    'pse__Is_Resource_Active__c',
    'pse__Default_Cost_Rate__c',
    'pse__Region__r.Name',
  ],
  where: 'pse__Is_Resource__c = true',
  schema: base.extend({
    Name: text,
    pse__Resource_Role__c: text,
    pse__Is_Resource_Active__c: flag,
    pse__Default_Cost_Rate__c: number,
    pse__Region__r: named,
  }),
  map: (raw, _system, options) => [
    {
      kind: 'resource',
      key: longId(raw.Id),
      deleted: raw.IsDeleted ?? false,
      values: {
        name: raw.Name ?? null,
        role: raw.pse__Resource_Role__c ?? null,
        active: raw.pse__Is_Resource_Active__c ?? null,
        costRate: raw.pse__Default_Cost_Rate__c ?? null,
        costCurrency: currencyOf(raw, options),
      },
      refs: {},
    },
    {
      kind: 'employment',
      key: longId(raw.Id),
      deleted: raw.IsDeleted ?? false,
      legalEntity: raw.pse__Region__r?.Name ?? undefined,
      values: { employer: raw.pse__Region__r?.Name ?? null },
      refs: { resource: { key: longId(raw.Id) } },
    },
  ],
});
