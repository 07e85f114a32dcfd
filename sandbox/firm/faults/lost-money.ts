import { balanceOf } from '../bill-engagement.ts';
import { addCredit, addPayment, type Invoice } from '../billing.ts';
import { closeBooks } from '../close-books.ts';
import type { Item } from '../contracts.ts';
import { billWeeks, dayFrom, deliver, hourDeal, milestoneDeal, weeksAgo } from '../deals.ts';
import { bookWeek, type Work } from '../engagement.ts';
import { type Fault, unexplained } from '../manifest.ts';
import type { Firm, Office } from '../offices.ts';
import { cents } from '../tables.ts';

/** A milestone that is billed and out, and not paid yet. */
function openInvoice(firm: Firm, office: Office) {
  const deal = milestoneDeal(firm, office, { due: [-36, 27] });
  const invoice = deliver(firm, deal, deal.items[0] as Item);
  closeBooks(firm, deal);
  return { contract: deal.contract, invoice };
}

const oddAmount = ({ chance }: Firm, invoice: Invoice) => cents(Math.floor(invoice.amount * chance.whole(2, 30)) / 100);

/** The invoice counts as paid in full; the receipt behind it is smaller. */
export const receiptTooSmall: Fault = (firm, office) => {
  const { contract, invoice } = openInvoice(firm, office);
  const short = oddAmount(firm, invoice);
  const amount = invoice.amount;
  const receipt = addPayment(firm.ledger, invoice, amount, dayFrom(firm, -7));
  receipt['Amount'] = cents(amount - short);
  const [application] = receipt['remittanceReferences'] as { ReferenceAmount: number }[];
  if (application !== undefined) application.ReferenceAmount = cents(amount - short);
  return unexplained(contract, short);
};

/** One payment was entered twice: the balance went down once, the cash is there twice. */
export const receiptEnteredTwice: Fault = (firm, office) => {
  const { contract, invoice } = openInvoice(firm, office);
  const { amount } = invoice;
  addPayment(firm.ledger, invoice, amount, dayFrom(firm, -9));
  addPayment(firm.ledger, invoice, amount, dayFrom(firm, -8));
  if (invoice.receivable !== undefined) invoice.receivable['InvoiceBalanceAmount'] = 0;
  return unexplained(contract, -amount);
};

/** A credit memo was made and never applied: the customer still owes all of it. */
export const creditNotApplied: Fault = (firm, office) => {
  const { contract, invoice } = openInvoice(firm, office);
  const amount = oddAmount(firm, invoice);
  const [line] = invoice.lines;
  const open = balanceOf(invoice);
  if (line !== undefined) addCredit(firm.ledger, invoice, line, dayFrom(firm, -7), amount);
  if (invoice.receivable !== undefined) invoice.receivable['InvoiceBalanceAmount'] = open;
  return unexplained(contract, -amount);
};

/** Somebody lowered what a customer owes, and no record says why. */
export const balanceWrittenDown: Fault = (firm, office) => {
  const { contract, invoice } = openInvoice(firm, office);
  const amount = oddAmount(firm, invoice);
  if (invoice.receivable !== undefined) invoice.receivable['InvoiceBalanceAmount'] = cents(invoice.amount - amount);
  return unexplained(contract, amount);
};

/** Hours that are sold are neither worked nor planned any more. */
export const soldHoursNotPlanned: Fault = (firm, office) => {
  const deal = hourDeal(firm, office, { sold: 360, weeks: { count: 6, lastEnded: 1, hours: 32 } });
  billWeeks(firm, deal, { from: 6, through: 2, status: 'Released' });
  closeBooks(firm, deal);
  const { assignment } = deal.work[0] as Work;
  const forgotten = firm.chance.whole(24, 90);
  const planned = assignment.record['pse__Estimated_Time_To_Completion__c'] as number;
  assignment.record['pse__Estimated_Time_To_Completion__c'] = planned - forgotten;
  return unexplained(deal.contract, cents(forgotten * assignment.rate));
};

/** People have worked more than was sold; nobody has sold the rest. */
export const workedBeyondSale: Fault = (firm, office) => {
  const deal = hourDeal(firm, office, { sold: 180, weeks: { count: 6, lastEnded: 1, hours: 30 } });
  billWeeks(firm, deal, { from: 6, through: 2, status: 'Released' });
  const work = deal.work[0] as Work;
  closeBooks(firm, deal);
  const { amount } = bookWeek(firm, work, weeksAgo(firm, 0), firm.chance.whole(40, 150) / 4);
  return unexplained(deal.contract, -amount);
};
