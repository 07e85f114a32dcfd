import { z } from 'zod';
import type { CanonicalRecord } from '../../domain/record.ts';
import { resourceStream } from './resource-stream.ts';
import { id, keyText, naturalKey, saidText, text } from './values.ts';

/** The types of party that sell: a company, and the part of it that is registered. Others are customers and suppliers. */
const sellers = new Set(['FIRST_PARTY', 'LEGAL_ESTABLISHMENT']);

const partyTaxProfile = z.looseObject({
  PartyTaxProfileId: id,
  PartyTypeCode: text,
  PartyName: text,
  PartyNumber: text,
  CountryCode: text,
  RepRegistrationNumber: text,
});

/** A profile of neither a company nor a party with a number is of nobody that is billed. */
function profileOf(raw: z.infer<typeof partyTaxProfile>): CanonicalRecord[] {
  const values = { registrationNumber: saidText(raw.RepRegistrationNumber), country: saidText(raw.CountryCode) };
  const common = { kind: 'tax_profile', key: keyText(raw.PartyTaxProfileId), values } as const;
  if (sellers.has(raw.PartyTypeCode ?? '')) {
    return [{ ...common, legalEntity: raw.PartyName ?? undefined, refs: { customer: null } }];
  }
  const natural = raw.PartyTypeCode === 'THIRD_PARTY' ? naturalKey(raw.PartyNumber) : undefined;
  return natural === undefined ? [] : [{ ...common, refs: { customer: { natural } } }];
}

/** Tax profiles of the firm's companies and of its customers. */
export const taxProfileStream = resourceStream({
  about: 'partyTaxProfiles → tax profile',
  resource: 'partyTaxProfiles',
  key: 'PartyTaxProfileId',
  kinds: ['tax_profile'],
  schema: partyTaxProfile,
  map: profileOf,
});
