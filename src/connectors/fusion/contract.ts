import { z } from 'zod';
import type { CanonicalRecord } from '../../domain/record.ts';
import type { FusionOptions } from './options.ts';
import { resourceStream } from './resource-stream.ts';
import { dateOf, flagOf, id, keyText, naturalKey, number, saidText, text } from './values.ts';

const contract = z.looseObject({
  ContractId: id,
  ContractNumber: z.string(),
  ContractTypeName: text,
  ContractStatus: text,
  BusinessUnitName: text,
  CurrencyCode: text,
  EstimatedAmount: number,
  StartDate: text,
  EndDate: text,
  CustPoNumber: text,
  CustPoNumberReqYn: text,
});

function contractRecords(raw: z.infer<typeof contract>, { statuses }: FusionOptions): CanonicalRecord[] {
  const key = keyText(raw.ContractId);
  const natural = naturalKey(raw.ContractNumber);
  const status = statuses[raw.ContractStatus ?? ''] ?? null;
  const common = { key, natural, legalEntity: raw.BusinessUnitName ?? undefined };
  return [
    {
      ...common,
      kind: 'contract',
      values: {
        number: raw.ContractNumber,
        status,
        value: raw.EstimatedAmount ?? null,
        currency: raw.CurrencyCode ?? null,
        startsOn: dateOf(raw.StartDate),
        endsOn: dateOf(raw.EndDate),
      },
      refs: {},
    },
    {
      ...common,
      kind: 'billing_schedule',
      values: {
        number: raw.ContractNumber,
        status: status === 'draft' ? 'draft' : status === 'active' ? 'active' : 'closed',
        currency: raw.CurrencyCode ?? null,
        orderReference: saidText(raw.CustPoNumber),
        orderReferenceRequired: flagOf(raw.CustPoNumberReqYn),
      },
      refs: { contract: { key } },
    },
  ];
}

/** Contracts as Fusion bills them. Only the current version of each counts, and none between companies of the firm. */
export const contractStream = resourceStream({
  about: 'contracts → contract (its copy), billing schedule',
  resource: 'contracts',
  key: 'ContractId',
  condition: "VersionType = 'C'",
  kinds: ['contract', 'billing_schedule'],
  schema: contract,
  map: (raw, _system, options) =>
    options.internal.contractTypes.includes(raw.ContractTypeName ?? '') ? [] : contractRecords(raw, options),
});
