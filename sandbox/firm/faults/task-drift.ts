import { closeBooks } from '../close-books.ts';
import type { Item } from '../contracts.ts';
import { billWeeks, deliver, hourDeal, milestoneDeal } from '../deals.ts';
import type { Project } from '../delivery.ts';
import type { Engagement, Work } from '../engagement.ts';
import { type Fault, found, labels } from '../manifest.ts';
import { tasks } from '../names.ts';
import type { Firm, Office } from '../offices.ts';
import { loseTask, numberTasks, openTask, spendOn, type Task } from '../plans.ts';
import { addTasks } from '../project-records.ts';
import { cents } from '../tables.ts';

/** The tasks that a project is planned by, the same in both systems. */
function planned({ ledger }: Firm, project: Project): [Task, Task, Task] {
  return numberTasks(ledger, project, addTasks(ledger, project, tasks.slice(1, 4), 'Started')) as [Task, Task, Task];
}

/** Somebody's weeks on a project, of which two are not billed yet. */
function weeks(firm: Firm, office: Office): { deal: Engagement; work: Work; plan: [Task, Task, Task] } {
  const deal = hourDeal(firm, office, { sold: 420, weeks: { count: 6, lastEnded: 1, hours: 29.5 } });
  billWeeks(firm, deal, { from: 7, through: 3, status: 'Released' });
  const work = deal.work[0] as Work;
  const plan = planned(firm, work.project);
  closeBooks(firm, deal);
  return { deal, work, plan };
}

/** Books somebody's newest weeks on a task, and says what they come to. */
function spend(firm: Firm, { cards }: Work, task: Task): number {
  const spent = cards.slice(-firm.chance.whole(1, 3));
  for (const card of spent) spendOn(firm.ledger, card, task);
  return cents(spent.reduce((total, { amount }) => total + amount, 0));
}

/** The plan has a task more than the ERP, and it is worked on. */
export const taskNotInErp: Fault = (firm, office) => {
  const { deal, work, plan } = weeks(firm, office);
  const [, second] = plan;
  loseTask(second);
  return { findings: [found('R23', labels.task(second), deal.contract, spend(firm, work, second))] };
};

/** The plan has a task more than the ERP, which nobody has begun. */
export const taskNotOpened: Fault = (firm, office) => {
  const deal = milestoneDeal(firm, office, { due: [-47, 33] });
  deliver(firm, deal, deal.items[0] as Item);
  closeBooks(firm, deal);
  const [, , third] = planned(firm, deal.projects[0] as Project);
  loseTask(third);
  return { findings: [found('R23', labels.task(third), deal.contract, 0)] };
};

/** Somebody opened a task in the ERP that delivery knows nothing of. */
export const taskNotInPlan: Fault = (firm, office) => {
  const deal = milestoneDeal(firm, office, { due: [-53, 37] });
  deliver(firm, deal, deal.items[0] as Item);
  closeBooks(firm, deal);
  const project = deal.projects[0] as Project;
  planned(firm, project);
  const task = { project, number: '9', name: 'Rework' };
  openTask(firm.ledger, project, task.number, task.name);
  return { findings: [found('R23', labels.task(task), deal.contract, 0)] };
};

/** Weeks were moved to another project, and what they were spent on was not. */
export const timeOnOtherTask: Fault = (firm, office) => {
  const from = weeks(firm, office);
  const to = weeks(firm, office);
  const [, second] = from.plan;
  return { findings: [found('R23', labels.task(second), from.deal.contract, spend(firm, to.work, second))] };
};
