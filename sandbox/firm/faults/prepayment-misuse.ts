import { accept } from '../bill-engagement.ts';
import { closeBooks } from '../close-books.ts';
import { type Item, setTerm } from '../contracts.ts';
import { dayFrom, milestoneDeal } from '../deals.ts';
import { type Fault, found, labels } from '../manifest.ts';
import { addPrepayment, billWithPrepayment } from '../prepayments.ts';
import { cents } from '../tables.ts';

interface Misuse {
  /** What was paid of the prepayment, and used of it, in percent of its amount. */
  paid: (whole: (from: number, to: number) => number) => number;
  used: (whole: (from: number, to: number) => number) => number;
  /** How many days ago the contract ended. */
  ended?: number;
}

/** A part of the price was asked for ahead, and used on the first bill. */
function misused({ paid, used, ended }: Misuse): Fault {
  return (firm, office) => {
    const { ledger, chance } = firm;
    const deal = milestoneDeal(firm, office, { due: ended === undefined ? [-34, 30] : [-95] });
    const [item] = deal.items as [Item];
    const amount = cents(Math.floor(item.amount * 40) / 100);
    const whole = (from: number, to: number) => chance.whole(from, to);
    const part = (percent: number) => cents(Math.floor(amount * percent) / 100);
    const [paidPart, usedPart] = [part(paid(whole)), part(used(whole))];
    const [on, billedOn] = ended === undefined ? [-60, -31] : [-120, -92];
    addPrepayment(ledger, deal, { amount, paid: paidPart, on: dayFrom(firm, on), paidOn: dayFrom(firm, on + 8) });
    accept(firm, deal, item, item.plannedOn);
    billWithPrepayment(ledger, deal, [item], { used: usedPart, on: dayFrom(firm, billedOn), status: 'Released' });
    if (ended !== undefined) setTerm(ledger, deal.contract, { endsOn: dayFrom(firm, -ended) });
    closeBooks(firm, deal);
    const misusedAmount = Math.abs(cents(paidPart - usedPart));
    return { findings: [found('R34', labels.contract(deal.contract), deal.contract, misusedAmount)] };
  };
}

/** All of it was used, and only a part was paid. */
export const usedMoreThanPaid = misused({ paid: (whole) => whole(20, 80), used: () => 100 });

/** A part of it was used, and nothing was paid. */
export const usedUnpaid = misused({ paid: () => 0, used: (whole) => whole(30, 90) });

/** The contract is long over, and a part of it was never used or given back. */
export const leftAfterTheEnd = misused({ paid: () => 100, used: (whole) => whole(10, 70), ended: 70 });
