import { billItems } from '../bill-engagement.ts';
import type { Invoice } from '../billing.ts';
import { closeBooks } from '../close-books.ts';
import { type Item, setContractStatus } from '../contracts.ts';
import { dayFrom, deliver, milestoneDeal } from '../deals.ts';
import type { Project } from '../delivery.ts';
import type { Engagement } from '../engagement.ts';
import { type Fault, found, labels, type Planted } from '../manifest.ts';
import type { Firm, Office } from '../offices.ts';
import { addPurchaseOrder, setStage } from '../project-records.ts';
import { cents } from '../tables.ts';

const finding = ({ contract }: Engagement, invoice: Invoice): Planted => ({
  findings: [found('R07', labels.invoice(invoice), contract, invoice.amount)],
});

/** One milestone is billed and the invoice out, the next one stands on a draft. */
function dealWithDraft(firm: Firm, office: Office, poRequired: boolean) {
  const deal = milestoneDeal(firm, office, { due: [-66, -20, 45], special: { poRequired } });
  const [first, second, last] = deal.items as [Item, Item, Item];
  const issued = deliver(firm, deal, first);
  const draft = deliver(firm, deal, second, 'Draft');
  closeBooks(firm, deal);
  return { ...deal, issued, draft, last, project: deal.projects[0] as Project };
}

/** The contract was put on hold; the draft was forgotten, and so was the rest of the billing plan. */
export const contractOnHold: Fault = (firm, office) => {
  const deal = dealWithDraft(firm, office, false);
  setContractStatus(firm.ledger, deal.contract, 'On Hold', dayFrom(firm, -8));
  setStage(firm.ledger, deal.project, 'On Hold', dayFrom(firm, -8));
  const { findings } = finding(deal, deal.draft);
  const active = cents(deal.draft.amount + deal.last.amount);
  return { findings: [...findings, found('R26', labels.contract(deal.contract), deal.contract, active)] };
};

/** An advance is billed for a project that nobody has approved. */
export const projectNotApproved: Fault = (firm, office) => {
  const deal = milestoneDeal(firm, office, { due: [-8, 40], free: [0], special: { stage: 'Draft' } });
  const draft = billItems(firm, deal, [deal.items[0] as Item], { on: dayFrom(firm, -5), status: 'Draft' });
  closeBooks(firm, deal);
  return finding(deal, draft);
};

/** The customer pays only against a purchase order and has never sent one. */
export const purchaseOrderMissing: Fault = (firm, office) => {
  const deal = dealWithDraft(firm, office, true);
  return finding(deal, deal.draft);
};

/** The purchase order covers what is out and a part of the draft. */
export const purchaseOrderUsedUp: Fault = (firm, office) => {
  const deal = dealWithDraft(firm, office, true);
  const amount = cents(deal.issued.amount + Math.floor(deal.draft.amount / 2));
  addPurchaseOrder(firm.ledger, deal.project, { amount });
  return finding(deal, deal.draft);
};

/** The purchase order would cover everything, and nobody has approved it. */
export const purchaseOrderNotApproved: Fault = (firm, office) => {
  const deal = dealWithDraft(firm, office, true);
  const amount = cents((deal.issued.amount + deal.draft.amount) * 2);
  addPurchaseOrder(firm.ledger, deal.project, { amount, status: 'Open' });
  return finding(deal, deal.draft);
};
