import { closeBooks } from '../close-books.ts';
import type { Item } from '../contracts.ts';
import { dayFrom, deliver, milestoneDeal } from '../deals.ts';
import type { LookAlike } from '../manifest.ts';
import { cents } from '../tables.ts';
import { addWriteOff, allowedAlone, type WriteOff } from '../write-offs.ts';

type Adjusted = Omit<WriteOff, 'on' | 'by'> & { days: number };

/** An open invoice that a clerk has adjusted. */
function adjusted(how: (invoiced: number, alone: number) => readonly Adjusted[]): LookAlike {
  return (firm, office) => {
    const deal = milestoneDeal(firm, office, { due: [-36, 32] });
    const invoice = deliver(firm, deal, deal.items[0] as Item);
    closeBooks(firm, deal);
    for (const { days, ...of } of how(invoice.amount, allowedAlone[deal.contract.currency] ?? 0)) {
      addWriteOff(firm.ledger, invoice, { ...of, on: dayFrom(firm, -days), by: 'AR.CLERK' });
    }
  };
}

/** A third of it, which the controller approved. */
export const writtenOffAndApproved = adjusted((invoiced) => [
  { amount: cents(Math.floor(invoiced * 33) / 100), approvedBy: 'CONTROLLER', days: 9 },
]);

/** A discount and a small rest, together exactly what one may decide alone. */
export const smallRestWrittenOff = adjusted((_invoiced, alone) => [
  { amount: cents(alone * 0.7), approvedBy: null, activity: 'Discount', reason: 'Goodwill', days: 9 },
  { amount: cents(alone * 0.3), approvedBy: 'AR.CLERK', activity: 'Small Balance Write-off', days: 5 },
]);

/** Half of it was written off alone, and somebody saw it and took it back. */
export const writtenOffAndReversed = adjusted((invoiced) => [
  { amount: cents(Math.floor(invoiced * 50) / 100), approvedBy: null, days: 9 },
  { amount: -cents(Math.floor(invoiced * 50) / 100), approvedBy: 'CONTROLLER', days: 6 },
]);

/** One adjustment waits for its approval, and another was refused. */
export const writeOffUndecided = adjusted((invoiced) => [
  { amount: cents(Math.floor(invoiced * 25) / 100), approvedBy: null, status: 'Pending Approval', days: 6 },
  { amount: cents(Math.floor(invoiced * 60) / 100), approvedBy: null, status: 'Rejected', days: 8 },
]);

/** A late charge is an adjustment too, and takes nothing off. */
export const lateCharge = adjusted((invoiced) => [
  { amount: -cents(Math.floor(invoiced * 12) / 100), approvedBy: null, activity: 'Late Charges', days: 4 },
]);
