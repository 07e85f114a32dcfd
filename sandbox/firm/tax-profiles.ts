import type { PodItem } from '../fusion/pod.ts';
import type { Contract, Customer } from './contracts.ts';
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

/** Lets a customer be in another country than the company, in all three systems. */
export function moveAbroad({ account, copy, taxProfile }: Customer, { country }: Entity): void {
  const abroad = country === 'SE' ? 'NO' : 'SE';
  const taxId = `${abroad}${String(account['Tax_Id__c']).slice(2)}`;
  for (const each of [account, copy]) Object.assign(each, { BillingCountry: abroad, Tax_Id__c: taxId });
  Object.assign(taxProfile, { CountryCode: abroad, RepRegistrationNumber: taxId });
}

/** Says that bills of a contract must name an order of the customer, and which one that is. */
export function askForOrder({ erp }: Contract, number: string | null): void {
  Object.assign(erp, { CustPoNumberReqYn: 'Y', CustPoNumber: number });
}
