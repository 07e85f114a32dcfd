import { accept } from '../bill-engagement.ts';
import { closeBooks } from '../close-books.ts';
import { type Item, setTerm } from '../contracts.ts';
import { dayFrom, milestoneDeal } from '../deals.ts';
import type { LookAlike } from '../manifest.ts';
import { addPrepayment, billWithPrepayment } from '../prepayments.ts';
import { cents } from '../tables.ts';

interface Prepaid {
  /** What of the prepayment is used on the bill of the first milestone, in percent. */
  used: number;
  status?: 'Released' | 'Canceled';
  /** How many days ago the contract ended. */
  ended?: number;
}

/** A third of a milestone is paid ahead, and the milestone is billed. */
function prepaid({ used, status = 'Released', ended }: Prepaid): LookAlike {
  return (firm, office) => {
    const { ledger } = firm;
    const deal = milestoneDeal(firm, office, { due: ended === undefined ? [-33, 37] : [-33] });
    const [item] = deal.items as [Item];
    const amount = cents(Math.floor(item.amount * 33) / 100);
    addPrepayment(ledger, deal, { amount, paid: amount, on: dayFrom(firm, -58), paidOn: dayFrom(firm, -49) });
    accept(firm, deal, item, item.plannedOn);
    const part = cents(Math.floor(amount * used) / 100);
    if (status === 'Canceled') {
      billWithPrepayment(ledger, deal, [item], { used: amount * 3, on: dayFrom(firm, -31), status });
    }
    billWithPrepayment(ledger, deal, [item], { used: part, on: dayFrom(firm, -30), status: 'Released' });
    if (ended !== undefined) setTerm(ledger, deal.contract, { endsOn: dayFrom(firm, -ended) });
    closeBooks(firm, deal);
  };
}

/** All of it is used. */
export const prepaidAndUsed = prepaid({ used: 100 });

/** Some of it is left, and the contract goes on. */
export const prepaidForLater = prepaid({ used: 40 });

/** Some of it is left of a contract that ended the other week, and there is time to give it back. */
export const leftLately = prepaid({ used: 40, ended: 11 });

/** A bill that used far more of it was canceled. */
export const usedOnCanceledBill = prepaid({ used: 100, status: 'Canceled' });
