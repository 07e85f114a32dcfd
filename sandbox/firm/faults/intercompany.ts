import { closeBooks } from '../close-books.ts';
import { billWeeks, hourDeal } from '../deals.ts';
import type { Engagement, Work } from '../engagement.ts';
import { addPayable, type Charge, chargeWork, lend, neighbourOf, workOf } from '../intercompany.ts';
import { type Fault, found, labels } from '../manifest.ts';
import type { Firm, Office } from '../offices.ts';
import { cents, plusDays } from '../tables.ts';

// Far enough back that the month in which the last week ended is closed, whatever day it is.
const lastEnded = 8;

interface Lent {
  deal: Engagement;
  work: Work;
  lender: Office;
}

/** Somebody of another office has worked on a project for four weeks, all of them billed. */
function lentWork(firm: Firm, office: Office): Lent {
  const hours = firm.chance.whole(90, 150) / 4;
  const deal = hourDeal(firm, office, { sold: 420, weeks: { count: 4, lastEnded, hours } });
  const lender = neighbourOf(firm, office);
  const work = workOf(deal);
  lend(work, lender);
  billWeeks(firm, deal, { from: lastEnded + 4, through: lastEnded, status: 'Released' });
  closeBooks(firm, deal);
  return { deal, work, lender };
}

const worth = (cards: Work['cards']) => cents(cards.reduce((total, { amount }) => total + amount, 0));

const missing = ({ deal, work }: Lent, cards: Work['cards'] = work.cards) =>
  found('R18', labels.project(work.project), deal.contract, worth(cards));

const unbalanced = (charge: Charge, amount: number) =>
  found('R18U', labels.charge(charge), { entity: charge.provider, currency: charge.currency }, amount);

const twice = (charge: Charge, amount: number) =>
  found('R18D', labels.charge(charge), { entity: charge.provider, currency: charge.currency }, amount);

const bookedOn = ({ record }: Charge) => plusDays(String(record['InvoiceDate']), 1);

/** Nobody has charged anything. */
export const lentNotCharged: Fault = (firm, office) => ({ findings: [missing(lentWork(firm, office))] });

/** The first half was charged, and the rest was forgotten. */
export const lentChargedInPart: Fault = (firm, office) => {
  const lent = lentWork(firm, office);
  const charge = chargeWork(firm, lent.lender, lent.work, { cards: lent.work.cards.slice(0, 2) });
  addPayable(firm.ledger, charge, bookedOn(charge));
  return { findings: [missing(lent, lent.work.cards.slice(2))] };
};

/** The charge was cancelled and not made again; the other company still owes it. */
export const chargeCancelled: Fault = (firm, office) => {
  const lent = lentWork(firm, office);
  const charge = chargeWork(firm, lent.lender, lent.work, { status: 'Canceled' });
  addPayable(firm.ledger, charge, bookedOn(charge));
  return { findings: [missing(lent), unbalanced(charge, charge.amount)] };
};

/** The charge is out, and the other company has never booked it. */
export const payableMissing: Fault = (firm, office) => {
  const { lender, work } = lentWork(firm, office);
  const charge = chargeWork(firm, lender, work);
  return { findings: [unbalanced(charge, charge.amount)] };
};

/** The other company has booked less than it was charged. */
export const payableShort: Fault = (firm, office) => {
  const { lender, work } = lentWork(firm, office);
  const charge = chargeWork(firm, lender, work);
  const short = cents(Math.floor(charge.amount * firm.chance.whole(10, 40)) / 100);
  addPayable(firm.ledger, charge, bookedOn(charge), cents(charge.amount - short));
  return { findings: [unbalanced(charge, short)] };
};

/** Charges again so many of the weeks that are charged already. */
function chargedAgain(weeks: number): Fault {
  return (firm, office) => {
    const { lender, work } = lentWork(firm, office);
    const first = chargeWork(firm, lender, work);
    const on = plusDays(String(first.record['InvoiceDate']), 3);
    const again = chargeWork(firm, lender, work, { cards: work.cards.slice(-weeks), on });
    for (const charge of [first, again]) addPayable(firm.ledger, charge, bookedOn(charge));
    return { findings: [twice(again, again.amount)] };
  };
}

/** The whole work was charged twice. */
export const workChargedTwice = chargedAgain(4);

/** The last week was charged twice. */
export const weekChargedTwice = chargedAgain(1);
