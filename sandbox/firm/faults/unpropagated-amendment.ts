import { billItems } from '../bill-engagement.ts';
import { changeTerms, type Told } from '../change-terms.ts';
import { closeBooks } from '../close-books.ts';
import type { Item } from '../contracts.ts';
import { dayFrom, deliver, milestoneDeal } from '../deals.ts';
import type { Engagement } from '../engagement.ts';
import { type Fault, type Finding, found, labels } from '../manifest.ts';
import type { Firm, Office } from '../offices.ts';
import { quote } from '../prices.ts';
import { cents } from '../tables.ts';

const nobody: Told = { psa: false, erp: false };

/** A change order signed twelve days ago: one milestone goes and another comes, worth so much more or less. */
function swap(firm: Firm, deal: Engagement, item: Item, more: number, told: Told) {
  const dropped = item.amount;
  const added = cents(dropped + more);
  changeTerms(
    firm,
    deal,
    {
      on: dayFrom(firm, -12),
      drop: [item],
      add: [{ name: 'Second language', amount: added, plannedOn: dayFrom(firm, 95) }],
    },
    told,
  );
  closeBooks(firm, deal);
  const { contract } = deal;
  const of = (rule: string, amount: number): Finding =>
    rule === 'R24'
      ? found(rule, labels.contract(contract), contract, amount)
      : found(rule, labels.amendment(contract), contract, amount);
  // What follows the old terms lacks what was added and still has what was dropped; in sum it is off by the difference.
  return { of, off: cents(dropped + added), gap: cents(Math.abs(more)), dropped };
}

function runningDeal(firm: Firm, office: Office, free: readonly number[] = []) {
  const deal = milestoneDeal(firm, office, { due: [-70, -18, 25, 70], free });
  deliver(firm, deal, deal.items[0] as Item);
  deliver(firm, deal, deal.items[1] as Item);
  return { ...deal, last: deal.items[3] as Item };
}

const difference = (office: Office) => quote(office.entity.currency, 21_000);

/** A change order never left the CRM: project plan and billing plan both follow the old terms. */
export const amendmentInCrmOnly: Fault = (firm, office) => {
  const deal = runningDeal(firm, office);
  const { of, off, gap } = swap(firm, deal, deal.last, difference(office), nobody);
  return { findings: [of('R01', off), of('R02', off), of('R24', gap)] };
};

/** The same, and the milestone that was dropped stands on a draft that is about to go out. */
export const amendmentAndDraft: Fault = (firm, office) => {
  const deal = runningDeal(firm, office, [3]);
  const draft = billItems(firm, deal, [deal.last], { on: dayFrom(firm, -14), status: 'Draft' });
  const { of, off, gap, dropped } = swap(firm, deal, deal.last, difference(office), nobody);
  const obsolete = found('R03', labels.line(draft), deal.contract, dropped);
  return { findings: [of('R01', off), of('R02', off), of('R24', gap), obsolete] };
};

/** Billing has followed the change order; the project manager never heard of it. */
export const amendmentMissedByPsa: Fault = (firm, office) => {
  const deal = runningDeal(firm, office);
  const { of, off } = swap(firm, deal, deal.last, difference(office), { psa: false, erp: true });
  return { findings: [of('R01', off)] };
};

/** Delivery has followed the change order; billing still plans by the old terms. */
export const amendmentMissedByErp: Fault = (firm, office) => {
  const deal = runningDeal(firm, office);
  const { of, off, gap } = swap(firm, deal, deal.last, -difference(office) / 4, { psa: true, erp: false });
  return { findings: [of('R02', off), of('R24', gap)] };
};

/** The same with a change order that leaves the value as it was: only the milestones differ, the sum ties. */
export const evenSwapMissedByErp: Fault = (firm, office) => {
  const deal = runningDeal(firm, office);
  const { of, off } = swap(firm, deal, deal.last, 0, { psa: true, erp: false });
  return { findings: [of('R02', off)] };
};
