import { z } from 'zod';
import { resourceStream } from './resource-stream.ts';
import { dateOf, flagOf, id, keyText, naturalKey, number, saidText, text } from './values.ts';

/** Contracts as Fusion bills them. Only the current version of each counts. */
export const contractStream = resourceStream({
  about: 'contracts → contract (its copy), billing schedule',
  resource: 'contracts',
  key: 'ContractId',
  condition: "VersionType = 'C'",
  kinds: ['contract', 'billing_schedule'],
  schema: z.looseObject({
    ContractId: id,
    ContractNumber: z.string(),
    ContractStatus: text,
    BusinessUnitName: text,
    CurrencyCode: text,
    EstimatedAmount: number,
    StartDate: text,
    EndDate: text,
    CustPoNumber: text,
    CustPoNumberReqYn: text,
  }),
  map: (raw, _system, { statuses }) => {
    const key = keyText(raw.ContractId);
    const natural = naturalKey(raw.ContractNumber);
    const status = statuses[raw.ContractStatus ?? ''] ?? null;
    return [
      {
        kind: 'contract',
        key,
        natural,
        legalEntity: raw.BusinessUnitName ?? undefined,
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
        kind: 'billing_schedule',
        key,
        natural,
        legalEntity: raw.BusinessUnitName ?? undefined,
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
  },
});
