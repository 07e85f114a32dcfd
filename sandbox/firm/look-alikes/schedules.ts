import { closeBooks } from '../close-books.ts';
import { billWeeks, hourDeal, type Weeks, weeksAgo } from '../deals.ts';
import { bookWeek, type Engagement, type Work } from '../engagement.ts';
import type { LookAlike } from '../manifest.ts';
import type { Firm, Office } from '../offices.ts';
import { scheduleDaily } from '../schedules.ts';
import { plusDays } from '../tables.ts';

const daily = 6.5;

/** Somebody who works as scheduled, through a week given as weeks ago. */
function scheduled(firm: Firm, office: Office, weeks: Omit<Weeks, 'hours'>, through = 0): [Engagement, Work] {
  const deal = hourDeal(firm, office, { sold: 520, weeks: { ...weeks, hours: daily * 5 } });
  const work = deal.work[0] as Work;
  const from = plusDays(weeksAgo(firm, weeks.lastEnded + weeks.count - 1), -6);
  scheduleDaily(work.assignment, { daily, from, to: weeksAgo(firm, through) });
  return [deal, work];
}

/** All time is submitted; nobody has approved it yet. */
export const submittedNotApproved: LookAlike = (firm, office) => {
  const [deal, work] = scheduled(firm, office, { count: 6, lastEnded: 0, without: [0, 1] });
  for (const week of [1, 0]) bookWeek(firm, work, weeksAgo(firm, week), daily * 5, 'Submitted');
  billWeeks(firm, deal, { from: 6, through: 2, status: 'Released' });
  closeBooks(firm, deal);
};

/** A day off in four weeks is less than a tenth. */
export const dayOff: LookAlike = (firm, office) => {
  const [deal, work] = scheduled(firm, office, { count: 6, lastEnded: 0, without: [2] });
  bookWeek(firm, work, weeksAgo(firm, 2), daily * 4);
  billWeeks(firm, deal, { from: 6, through: 3, status: 'Released' });
  closeBooks(firm, deal);
};

/** The work is over, and so is the schedule. */
export const scheduleEnded: LookAlike = (firm, office) => {
  const [deal] = scheduled(firm, office, { count: 4, lastEnded: 3 }, 3);
  billWeeks(firm, deal, { from: 6, through: 3, status: 'Released' });
  closeBooks(firm, deal);
};

/** Somebody is pencilled in, and does not work yet. */
export const tentativelyScheduled: LookAlike = (firm, office) => {
  const [deal, work] = scheduled(firm, office, { count: 0, lastEnded: 6 });
  work.assignment.record['pse__Status__c'] = 'Tentative';
  closeBooks(firm, deal);
};
