import { balanceOf, creditAndRebill, payInFull } from '../bill-engagement.ts';
import { addCredit, addPayment, type Invoice } from '../billing.ts';
import type { Engagement } from '../engagement.ts';
import type { Firm } from '../offices.ts';
import { cents, plusDays } from '../tables.ts';

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

/** What becomes of an invoice on a day; an invoice that replaces it waits for the same. */
type Way = (firm: Firm, engagement: Engagement, invoice: Invoice, on: string) => Invoice | undefined;

const ways: Record<'all' | 'parts' | 'less' | 'again', Way> = {
  all(firm, _engagement, invoice, on) {
    payInFull(firm, invoice, on);
    return undefined;
  },
  parts(firm, _engagement, invoice, on) {
    payInParts(firm, invoice, on);
    return undefined;
  },
  less(firm, _engagement, invoice, on) {
    payLess(firm, invoice, on);
    return undefined;
  },
  again: (firm, engagement, invoice) => creditAndRebill(firm, engagement, invoice, plusDays(invoice.issuedOn, 12)),
};

/** Customers pay within a month or two, most of them all at once. */
export function liveCollections(firm: Firm, engagement: Engagement): void {
  const { chance, ledger } = firm;
  const issued = engagement.invoices.filter(({ receivable }) => receivable !== undefined);
  for (let invoice = issued.shift(); invoice !== undefined; invoice = issued.shift()) {
    const on = plusDays(invoice.issuedOn, chance.whole(18, 62));
    const how = chance.weighted([
      ['all', 0.91],
      ['parts', 0.055],
      ['less', 0.02],
      ['again', 0.015],
    ] as const);
    if (on >= plusDays(ledger.today, -3) || balanceOf(invoice) <= 0) continue;
    const replacement = ways[how](firm, engagement, invoice, on);
    if (replacement !== undefined) issued.push(replacement);
  }
}
