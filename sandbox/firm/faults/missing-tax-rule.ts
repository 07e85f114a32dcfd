import { closeBooks } from '../close-books.ts';
import { addCustomer, type Item } from '../contracts.ts';
import { dayFrom, deliver, milestoneDeal } from '../deals.ts';
import type { Engagement } from '../engagement.ts';
import { type Fault, found, labels } from '../manifest.ts';
import type { Firm, Office } from '../offices.ts';
import { askForOrder, moveAbroad } from '../tax-terms.ts';

/** A deal of a customer of its own, of which a draft is the last bill; `spoil` takes something from it. */
function draftLacking(spoil: (firm: Firm, office: Office, deal: Engagement) => void): Fault {
  return (firm, office) => {
    const { ledger, names } = firm;
    const { entity } = office;
    const customer = addCustomer(ledger, names.company(entity.country), entity, dayFrom(firm, -300));
    const deal = milestoneDeal(firm, office, { due: [-63, -9, 44], special: { customer } });
    const [first, second] = deal.items as [Item, Item];
    deliver(firm, deal, first);
    const draft = deliver(firm, deal, second, 'Draft');
    spoil(firm, office, deal);
    closeBooks(firm, deal);
    return { findings: [found('R08', labels.invoice(draft), deal.contract, draft.amount)] };
  };
}

/** The customer is abroad, and nobody has asked it for its registration. */
export const buyerNotRegistered = draftLacking((_firm, { entity }, { contract }) => {
  moveAbroad(contract.customer, entity);
  contract.customer.taxProfile['RepRegistrationNumber'] = null;
});

/** The ERP does not know where the customer is. */
export const placeOfSupplyMissing = draftLacking((_firm, _office, { contract }) => {
  contract.customer.taxProfile['CountryCode'] = null;
});

/** A line was billed under no tax code. */
export const taxCodeMissing = draftLacking((_firm, _office, { invoices }) => {
  const line = invoices.at(-1)?.lines[0];
  if (line !== undefined) line['OutputTaxClassCode'] = null;
});

/** The customer refuses bills that don't name its order, and nobody has entered it. */
export const orderReferenceMissing = draftLacking((_firm, _office, { contract }) => askForOrder(contract, null));
