import type { Contract, Customer } from './contracts.ts';
import type { Entity } from './tables.ts';

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
