import { balanceOf } from '../bill-engagement.ts';
import { closeBooks } from '../close-books.ts';
import { addCustomer, type Customer, type Item } from '../contracts.ts';
import { dayFrom, deliver, milestoneDeal } from '../deals.ts';
import { type Fault, found, labels } from '../manifest.ts';

/** A customer whose copy in the PSA says something else than the CRM, while an invoice waits to be paid. */
function copyDiffers(change: (customer: Customer) => Record<string, string>): Fault {
  return (firm, office) => {
    const { ledger, names } = firm;
    const { entity } = office;
    const customer = addCustomer(ledger, names.company(entity.country), entity, dayFrom(firm, -300));
    const deal = milestoneDeal(firm, office, { due: [-90, -24, 33], special: { customer } });
    const [first, second] = deal.items as [Item, Item];
    deliver(firm, deal, first);
    const open = deliver(firm, deal, second);
    closeBooks(firm, deal);
    Object.assign(customer.copy, change(customer));
    ledger.changed(customer.copy, dayFrom(firm, -12));
    return { findings: [found('R22', labels.customer(customer), deal.contract, balanceOf(open))] };
  };
}

/** The customer was renamed, and the PSA bills its old name. */
export const oldLegalName = copyDiffers(({ account }) => ({ Name: `${account['Name']} Holding` }));

/** A digit of the tax id was mistyped. */
export const otherTaxId = copyDiffers(({ account }) => ({ Tax_Id__c: `${account['Tax_Id__c']}`.slice(0, -1) }));

/** The customer has moved, and its bills go to where it was. */
export const oldBillingAddress = copyDiffers(() => ({ BillingStreet: '1 Old Mill Lane', BillingCity: 'Oldtown' }));

/** Payment is due a month later than was agreed, in a currency that nobody agreed on. */
export const otherTermsAndCurrency = copyDiffers(({ account }) => ({
  Payment_Terms__c: 'Net 60',
  CurrencyIsoCode: account['CurrencyIsoCode'] === 'USD' ? 'EUR' : 'USD',
}));
