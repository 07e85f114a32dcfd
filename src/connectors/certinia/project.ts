import { z } from 'zod';
import { readDecimal } from '../../domain/decimal.ts';
import type { CanonicalRecord, Values } from '../../domain/record.ts';
import { longId, naturalKey } from '../force/values.ts';
import { base, currencyOf, flag, named, number, objectStream, ownField, text, to, toCrm } from './object-stream.ts';
import type { CertiniaOptions } from './options.ts';

const schema = base.extend({
  Name: text,
  pse__Project_ID__c: text,
  pse__Stage__c: text,
  pse__Is_Active__c: flag,
  pse__Is_Billable__c: flag,
  pse__Start_Date__c: text,
  pse__End_Date__c: text,
  pse__Bookings__c: number,
  pse__Internal_Budget__c: number,
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

/** What the project will come to. The package keeps no such estimate: a project of which the firm has none has no budget here. */
function budgetsOf(raw: Project, options: CertiniaOptions): CanonicalRecord[] {
  const estimate = (field: string | null) => readDecimal(ownField(raw, field)) ?? null;
  const revenueAtCompletion = estimate(options.projectFields.revenueAtCompletion);
  const costAtCompletion = estimate(options.projectFields.costAtCompletion);
  if (revenueAtCompletion === null && costAtCompletion === null) return [];
  return [
    {
      kind: 'project_budget',
      key: longId(raw.Id),
      deleted: raw.IsDeleted ?? false,
      values: {
        budgetedRevenue: raw.pse__Bookings__c ?? null,
        budgetedCost: raw.pse__Internal_Budget__c ?? null,
        revenueAtCompletion,
        costAtCompletion,
        currency: currencyOf(raw, options),
      },
      refs: { project: to(raw.Id) },
    },
  ];
}

/** Where a project names its contract: in the firm's own field, or by way of its opportunity. */
export const projectStream = objectStream({
  about: 'pse__Proj__c → project, project budget',
  object: 'pse__Proj__c',
  kinds: ['project', 'project_budget'],
  fields: ({ externalIds, opportunityContract, projectFields }) => [
    'Name',
    'pse__Project_ID__c',
    'pse__Stage__c',
    'pse__Is_Active__c',
    'pse__Is_Billable__c',
    'pse__Start_Date__c',
    'pse__End_Date__c',
    'pse__Bookings__c',
    'pse__Internal_Budget__c',
    'pse__Region__r.Name',
    'pse__Practice__r.Name',
    ...(opportunityContract ? ['pse__Opportunity__r.ContractId'] : []),
    ...[externalIds.contract, ...Object.values(projectFields)].filter((field) => field !== null),
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
      ...budgetsOf(raw, options),
    ];
  },
});
