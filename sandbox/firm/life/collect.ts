import { balanceOf, creditAndRebill, payInFull } from '../bill-engagement.ts';
import { addCredit, addPayment, type Invoice } from '../billing.ts';
import type { Engagement } from '../engagement.ts';
import type { Firm } from '../offices.ts';
import { cents, plusDays } from '../tables.ts';
import { addWriteOff } from '../write-offs.ts';

/** Half now, the rest a month later or still to come. */
function payInParts(firm: Firm, invoice: Invoice, on: string): void {
  const half = cents(Math.floor(invoice.amount * firm.chance.whole(30, 70)) / 100);
  addPayment(firm.ledger, invoice, half, on);
  const later = plusDays(on, 30);
  if (later < firm.ledger.today && firm.chance.is(0.6)) payInFull(firm, invoice, later);
}

/** A part of a line is taken back as goodwill, and the rest is paid. */
function payLess(firm: Firm, invoice: Invoice, on: string): void {
  const [line] = invoice.lines;
  if (line === undefined) return;
  const amount = cents(Math.floor(line.InvoiceLineAmount * firm.chance.whole(3, 10)) / 100);
  addCredit(firm.ledger, invoice, line, plusDays(on, -3), amount);
  payInFull(firm, invoice, on);
}

/** The customer keeps a small rest back, and with another's approval it is let go. */
function payAlmost(firm: Firm, invoice: Invoice, on: string): void {
  const rest = cents(Math.floor(invoice.amount * firm.chance.whole(1, 4)) / 100);
  addPayment(firm.ledger, invoice, cents(balanceOf(invoice) - rest), on);
  const small = { activity: 'Small Balance Write-off', reason: 'Short payment' };
  addWriteOff(firm.ledger, invoice, { amount: rest, on, by: 'AR.CLERK', approvedBy: 'AR.MANAGER', ...small });
}

const habits = [
  ['all', 0.9],
  ['parts', 0.055],
  ['less', 0.02],
  ['almost', 0.01],
  ['again', 0.015],
] as const;

/** What becomes of an invoice that is out; an invoice in its stead, where it was taken back. */
function collect(firm: Firm, engagement: Engagement, invoice: Invoice): Invoice | undefined {
  const { chance, ledger } = firm;
  const on = plusDays(invoice.issuedOn, chance.whole(18, 62));
  const habit = chance.weighted(habits);
  if (on >= plusDays(ledger.today, -3) || balanceOf(invoice) <= 0) return undefined;
  if (habit === 'again') return creditAndRebill(firm, engagement, invoice, plusDays(invoice.issuedOn, 12));
  const pay = { all: payInFull, parts: payInParts, less: payLess, almost: payAlmost }[habit];
  pay(firm, invoice, on);
  return undefined;
}

/** Customers pay within a month or two, most of them all at once. */
export function liveCollections(firm: Firm, engagement: Engagement): void {
  const issued = engagement.invoices.filter(({ receivable }) => receivable !== undefined);
  for (const invoice of issued) {
    const again = collect(firm, engagement, invoice);
    if (again !== undefined) collect(firm, engagement, again);
  }
}
