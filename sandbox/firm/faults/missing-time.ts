import { closeBooks } from '../close-books.ts';
import { billWeeks, hourDeal, weeksAgo } from '../deals.ts';
import { bookWeek, type Work } from '../engagement.ts';
import { type Fault, found, labels } from '../manifest.ts';
import { scheduleDaily } from '../schedules.ts';
import { cents, plusDays } from '../tables.ts';

/** What has become of the weeks that were not handed in as they should be. */
interface Late {
  /** The weeks, as weeks ago. */
  weeks: readonly number[];
  /** How much less than scheduled is booked in each; without it nothing is booked. */
  short?: number;
  /** What is missing has been booked, and never submitted. */
  saved?: true;
}

/** Somebody who is scheduled for the same hours each day, and whose time is not all in. */
function missing({ weeks, short, saved }: Late): Fault {
  return (firm, office) => {
    const daily = firm.chance.whole(20, 30) / 4;
    const hours = daily * 5;
    const deal = hourDeal(firm, office, { sold: 520, weeks: { count: 7, lastEnded: 0, hours, without: weeks } });
    const work = deal.work[0] as Work;
    scheduleDaily(work.assignment, {
      daily,
      from: plusDays(weeksAgo(firm, 6), -6),
      to: weeksAgo(firm, 0),
    });
    for (const week of weeks) {
      if (short !== undefined) bookWeek(firm, work, weeksAgo(firm, week), hours - short);
      if (saved === true) bookWeek(firm, work, weeksAgo(firm, week), hours, 'Saved');
    }
    billWeeks(firm, deal, { from: 7, through: 3, status: 'Released' });
    closeBooks(firm, deal);
    const amount = cents(weeks.length * (short ?? hours) * work.assignment.rate);
    return { findings: [found('R20', labels.assignment(work.assignment), deal.contract, amount)] };
  };
}

/** Nobody has handed in a week. */
export const weekNotBooked = missing({ weeks: [2] });

/** A week was booked and never submitted. */
export const weekNotSubmitted = missing({ weeks: [1], saved: true });

/** Two weeks in a row are ten hours short. */
export const weeksTooShort = missing({ weeks: [2, 1], short: 10 });
