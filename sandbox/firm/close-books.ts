import { addRevenue } from './billing.ts';
import { contractValue } from './contracts.ts';
import { planRest } from './delivery.ts';
import type { Engagement } from './engagement.ts';
import type { Firm } from './offices.ts';
import { addPurchaseOrder } from './project-records.ts';
import { cents, plusDays } from './tables.ts';

/** What all invoices of an engagement come to, drafts included. */
export function billedOf({ invoices }: Engagement): number {
  const standing = invoices.filter(({ record }) => record['InvoiceStatus'] !== 'Canceled');
  return cents(standing.reduce((total, { amount }) => total + amount, 0));
}

/** Spreads an amount over so many months of revenue; the last takes the cents that are left. */
export function spreadRevenue(firm: Firm, engagement: Engagement, amount: number, months: number): void {
  const { contract } = engagement;
  const part = Math.floor((amount / months) * 100) / 100;
  const amounts = Array.from({ length: months }, (_none, month) => ({
    on: plusDays(contract.signedOn, 30 * (month + 1)),
    amount: month < months - 1 ? part : cents(amount - cents(part * (months - 1))),
  }));
  addRevenue(firm.ledger, contract, amounts);
}

/** What is left to write down once an engagement has come as far as it has. */
export interface Closing {
  /** Over how many months the revenue is planned; not at all where it is 0. */
  revenueMonths?: number;
  /** A purchase order over everything that is or will be billed. */
  purchaseOrder?: boolean;
}

/**
 * Leaves the books of an engagement tied: what is still to be worked is planned, so that worked and open add up to what
 * was sold, and revenue and purchase order follow the value in force.
 */
export function closeBooks(firm: Firm, engagement: Engagement, closing: Closing = {}): void {
  const value = contractValue(engagement.contract);
  for (const { assignment, cards, share } of engagement.work) planRest(assignment, cards, share);
  if (closing.revenueMonths !== undefined && closing.revenueMonths > 0) {
    spreadRevenue(firm, engagement, value, closing.revenueMonths);
  }
  const [project] = engagement.projects;
  if (closing.purchaseOrder === true && project !== undefined) {
    const cover = Math.max(value, billedOf(engagement)) * 1.1;
    addPurchaseOrder(firm.ledger, project, { amount: Math.ceil(cover / 1000) * 1000 });
  }
}
