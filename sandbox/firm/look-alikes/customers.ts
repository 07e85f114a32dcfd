import { closeBooks } from '../close-books.ts';
import { addCustomer, type Item } from '../contracts.ts';
import { dayFrom, deliver, milestoneDeal } from '../deals.ts';
import type { LookAlike } from '../manifest.ts';

/** The PSA has no tax id and no terms of the customer, and its address with other spaces: nothing that differs. */
export const copyIncomplete: LookAlike = (firm, office) => {
  const { ledger, names } = firm;
  const { entity } = office;
  const customer = addCustomer(ledger, names.company(entity.country), entity, dayFrom(firm, -250));
  const deal = milestoneDeal(firm, office, { due: [-30, 33], special: { customer } });
  deliver(firm, deal, deal.items[0] as Item);
  closeBooks(firm, deal);
  const BillingStreet = `${customer.copy['BillingStreet']}`.replaceAll(' ', '  ');
  Object.assign(customer.copy, { Tax_Id__c: null, Payment_Terms__c: null, BillingStreet });
};
