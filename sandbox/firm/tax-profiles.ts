import type { PodItem } from '../fusion/pod.ts';
import { type Entity, type Ledger, plusDays } from './tables.ts';

/** Registers a company for tax where it is, once. */
export function addSellerProfile(ledger: Ledger, { id, name, country }: Entity): void {
  const known = ledger.tables.erp['partyTaxProfiles']?.some((profile) => profile['PartyName'] === name) ?? false;
  if (known) return;
  ledger.pod('partyTaxProfiles', plusDays(ledger.today, -1500), {
    PartyTaxProfileId: ledger.podId(),
    PartyTypeCode: 'LEGAL_ESTABLISHMENT',
    PartyName: name,
    PartyNumber: null,
    CountryCode: country,
    RepRegistrationNumber: `${country}${900_000_000 + id * 7919}`,
  });
}

/** Tells the ERP what the CRM says of a customer for tax. */
export function addBuyerProfile(ledger: Ledger, on: string, account: Record<string, unknown>): PodItem {
  return ledger.pod('partyTaxProfiles', on, {
    PartyTaxProfileId: ledger.podId(),
    PartyTypeCode: 'THIRD_PARTY',
    PartyName: account['Name'],
    PartyNumber: account['AccountNumber'],
    CountryCode: account['BillingCountry'],
    RepRegistrationNumber: account['Tax_Id__c'],
  });
}
