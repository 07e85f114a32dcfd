import { approveLately, billTime } from '../bill-engagement.ts';
import type { InvoiceStatus } from '../billing.ts';
import { daysBetween, firstWeekEnd, lastWeekEnd } from '../days.ts';
import type { CardStatus } from '../delivery.ts';
import { bookWeek, type Engagement, type Work } from '../engagement.ts';
import { expenseTypes } from '../names.ts';
import type { Firm } from '../offices.ts';
import { spent } from '../prices.ts';
import { addExpense } from '../project-records.ts';
import { cents, plusDays } from '../tables.ts';
import type { Fate } from './fate.ts';

const weeksBilledAtOnce = 4;

/** Time that is not billed yet may still wait for its approval. */
function cardStatus(firm: Firm, fate: Fate, weekEnd: string): CardStatus {
  if (weekEnd <= fate.billedThrough) return 'Approved';
  const statuses = [
    ['Approved', 0.55],
    ['Submitted', 0.3],
    ['Saved', 0.15],
  ] as const;
  return firm.chance.weighted(statuses);
}

/** Somebody works week by week, from when it was sold until what was sold is used up, or until now. */
function workWeeks(firm: Firm, work: Work, fate: Fate): void {
  const { chance } = firm;
  const { project, assignment } = work;
  let left = cents(work.share / assignment.rate);
  const last = lastWeekEnd(fate.until);
  const begins = [project.startedOn, assignment.item?.addedOn ?? ''].sort().at(-1) as string;
  for (let weekEnd = firstWeekEnd(begins); left > 0 && weekEnd <= last; weekEnd = plusDays(weekEnd, 7)) {
    if (chance.is(0.03)) continue;
    const usual = chance.whole(72, 160) / 4;
    const hours = left - usual < 6 ? left : usual;
    bookWeek(firm, work, weekEnd, hours, cardStatus(firm, fate, weekEnd));
    left = cents(left - hours);
  }
  if (left === 0) assignment.record['pse__Status__c'] = 'Closed';
}

/** Now and then somebody travels. */
function travel(firm: Firm, work: Work): void {
  const { chance, ledger } = firm;
  const freshFrom = plusDays(ledger.today, -22);
  for (const { weekEnd, approved } of work.cards) {
    if (!approved || !chance.is(0.07)) continue;
    const spentOn = plusDays(weekEnd, -chance.whole(2, 6));
    // What is not billed yet is no older than three weeks: far from the days after which somebody would ask.
    const on = weekEnd > freshFrom && spentOn < freshFrom ? freshFrom : spentOn;
    const amount = spent(work.project.contract.currency, chance.whole(4_000, 90_000) / 100);
    const expense = { on, type: chance.of(expenseTypes), amount };
    work.expenses.push(addExpense(ledger, work.project, work.assignment.resource, expense));
  }
}

/** Bills every four weeks, counted back from the Sunday through which time is billed. */
function billPeriods(firm: Firm, engagement: Engagement, fate: Fate): void {
  const { chance } = firm;
  const days = engagement.work.flatMap(({ cards }) => cards.map((card) => card.weekEnd)).sort();
  const [first] = days;
  if (first === undefined || first > fate.billedThrough) return;
  const periods = Math.floor(daysBetween(first, fate.billedThrough) / (7 * weeksBilledAtOnce));
  for (let back = periods; back >= 0; back -= 1) {
    const through = plusDays(fate.billedThrough, -7 * weeksBilledAtOnce * back);
    const from = plusDays(through, 1 - 7 * weeksBilledAtOnce);
    const latest = back === 0 && fate.state === 'running';
    const status: InvoiceStatus = latest
      ? chance.weighted([
          ['Released', 0.7],
          ['Draft', 0.18],
          ['Approved', 0.12],
        ])
      : 'Released';
    const invoice = billTime(firm, engagement, { from, through, on: plusDays(through, chance.whole(2, 6)), status });
    if (invoice !== undefined) approveLately(firm, invoice);
  }
}

/** Tells what becomes of what is sold by the hour: worked, approved, billed. */
export function liveByTheHour(firm: Firm, engagement: Engagement, fate: Fate): void {
  for (const work of engagement.work) {
    workWeeks(firm, work, fate);
    travel(firm, work);
  }
  billPeriods(firm, engagement, fate);
}
