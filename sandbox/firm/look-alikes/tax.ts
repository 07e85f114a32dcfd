import { closeBooks } from '../close-books.ts';
import { addCustomer, type Item } from '../contracts.ts';
import { dayFrom, deliver, milestoneDeal } from '../deals.ts';
import type { LookAlike } from '../manifest.ts';
import type { Firm, Office } from '../offices.ts';
import { askForOrder, moveAbroad } from '../tax-terms.ts';

function ownDeal(firm: Firm, office: Office) {
  const { ledger, names } = firm;
  const { entity } = office;
  const customer = addCustomer(ledger, names.company(entity.country), entity, dayFrom(firm, -280));
  const deal = milestoneDeal(firm, office, { due: [-8, 44], special: { customer } });
  return { deal, customer, item: deal.items[0] as Item };
}

/** The customer has no registration and needs none, because it is at home. */
export const unregisteredAtHome: LookAlike = (firm, office) => {
  const { deal, customer, item } = ownDeal(firm, office);
  deliver(firm, deal, item, 'Draft');
  customer.taxProfile['RepRegistrationNumber'] = null;
  closeBooks(firm, deal);
};

/** The customer is abroad, and registered there. */
export const registeredAbroad: LookAlike = (firm, office) => {
  const { deal, customer, item } = ownDeal(firm, office);
  deliver(firm, deal, item, 'Draft');
  moveAbroad(customer, office.entity);
  closeBooks(firm, deal);
};

/** The customer demands its order on every bill, and the ERP knows it. */
export const orderNamed: LookAlike = (firm, office) => {
  const { deal, item } = ownDeal(firm, office);
  deliver(firm, deal, item, 'Draft');
  askForOrder(deal.contract, `45${String(firm.ledger.next()).padStart(8, '0')}`);
  closeBooks(firm, deal);
};

/** An invoice without a tax code that is out: it can't be stopped any more. */
export const untaxedAndOut: LookAlike = (firm, office) => {
  const { deal, item } = ownDeal(firm, office);
  const [line] = deliver(firm, deal, item).lines;
  if (line !== undefined) line['OutputTaxClassCode'] = null;
  closeBooks(firm, deal);
};
