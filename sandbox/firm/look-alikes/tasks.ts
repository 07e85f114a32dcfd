import { closeBooks } from '../close-books.ts';
import type { Item } from '../contracts.ts';
import { deliver, milestoneDeal, weeksAgo } from '../deals.ts';
import { addAssignment, addTimecard, type Project } from '../delivery.ts';
import type { LookAlike } from '../manifest.ts';
import { nextOf } from '../offices.ts';
import { loseTask, numberTasks, openTask, spendOn, type Task } from '../plans.ts';
import { rateOf } from '../prices.ts';
import { addTasks } from '../project-records.ts';

/** Delivery plans for itself, and the ERP for itself: nothing is booked by number. */
export const plansApart: LookAlike = (firm, office) => {
  const deal = milestoneDeal(firm, office, { due: [-46, 31] });
  deliver(firm, deal, deal.items[0] as Item);
  closeBooks(firm, deal);
  const project = deal.projects[0] as Project;
  addTasks(firm.ledger, project, ['Analysis', 'Review'], 'Started');
  openTask(firm.ledger, project, '1', 'All work');
};

/** A task that is only thought of has a number already, one that is over is not open in the ERP any more. */
export const notYetAndNoMore: LookAlike = (firm, office) => {
  const deal = milestoneDeal(firm, office, { due: [-51, 29] });
  deliver(firm, deal, deal.items[0] as Item);
  closeBooks(firm, deal);
  const project = deal.projects[0] as Project;
  const records = ['Draft', 'Complete', 'Started'].flatMap((status) =>
    addTasks(firm.ledger, project, [`${status} work`], status),
  );
  const [draft, complete] = numberTasks(firm.ledger, project, records) as [Task, Task];
  loseTask(draft);
  loseTask(complete);
};

/** Somebody's week at a fixed price was spent on a task of another project: nobody pays for its hours as such. */
export const helpedOut: LookAlike = (firm, office) => {
  const [host, guest] = [0, 1].map(() => {
    const deal = milestoneDeal(firm, office, { due: [-48, 27] });
    deliver(firm, deal, deal.items[0] as Item);
    closeBooks(firm, deal);
    return deal.projects[0] as Project;
  }) as [Project, Project];
  const [task] = numberTasks(firm.ledger, host, addTasks(firm.ledger, host, ['Support'], 'Started')) as [Task];
  const role = 'Consultant';
  const rate = rateOf(office.entity.currency, role);
  const assignment = addAssignment(firm.ledger, guest, undefined, nextOf(office, role), rate);
  spendOn(firm.ledger, addTimecard(firm.ledger, assignment, { weekEnd: weeksAgo(firm, 1), hours: 31 }), task);
};
