import { closeBooks } from '../close-books.ts';
import type { Item } from '../contracts.ts';
import { dayFrom, deliver, milestoneDeal } from '../deals.ts';
import { type Fault, found, labels } from '../manifest.ts';
import type { Firm } from '../offices.ts';
import { cents } from '../tables.ts';
import { addWriteOff, allowedAlone } from '../write-offs.ts';

const clerk = 'AR.CLERK';

/** Somebody writes parts of an open invoice off, which are all that nobody else approved. */
function writtenOff(
  amounts: (firm: Firm, invoiced: number, alone: number) => readonly number[],
  approvedBy: string | null,
): Fault {
  return (firm, office) => {
    const deal = milestoneDeal(firm, office, { due: [-35, 33] });
    const invoice = deliver(firm, deal, deal.items[0] as Item);
    closeBooks(firm, deal);
    const alone = allowedAlone[deal.contract.currency] ?? 0;
    const findings = amounts(firm, invoice.amount, alone).map((amount, place) => {
      const of = { amount, on: dayFrom(firm, place - 12), by: clerk, approvedBy };
      return found('R32', labels.writeOff(addWriteOff(firm.ledger, invoice, of)), deal.contract, amount);
    });
    return { findings };
  };
}

const aPart = ({ chance }: Firm, invoiced: number) => [cents(Math.floor(invoiced * chance.whole(15, 70)) / 100)];

/** Nobody is on record as having approved it. */
export const writtenOffUnapproved = writtenOff(aPart, null);

/** Whoever made it approved it too. */
export const writtenOffByItsApprover = writtenOff(aPart, clerk.toLowerCase());

/** Each part is what one may decide alone, and all of them are not. */
export const writtenOffInParts = writtenOff(
  ({ chance }, _invoiced, alone) =>
    [40, 35, 30].map((percent) => cents((alone * (percent + chance.whole(0, 9))) / 100)),
  null,
);
