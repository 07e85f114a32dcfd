import type { Project } from './delivery.ts';
import type { Engagement } from './engagement.ts';
import type { Firm } from './offices.ts';
import { cents } from './tables.ts';

/** What a project will come to, and what was budgeted for it. */
export interface Estimate {
  revenue: number;
  cost: number;
  budget: { revenue: number; cost: number };
}

/** Says what a project will bring in and cost when it is done, in the fields of the firm's own. */
export function estimate({ record }: Project, { revenue, cost, budget }: Estimate): void {
  record['pse__Bookings__c'] = budget.revenue;
  record['pse__Internal_Budget__c'] = budget.cost;
  record['Revenue_At_Completion__c'] = revenue;
  record['Cost_At_Completion__c'] = cost;
}

/** What a project sells, in whole units of the currency: its milestones, and the hours of those who work on it. */
export function revenueOf({ work }: Pick<Engagement, 'work'>, project: Project): number {
  const items = [...project.milestones.keys()].filter(({ dropped }) => !dropped).map(({ amount }) => amount);
  const hours = work.filter((each) => each.project === project).map(({ share }) => share);
  return Math.round([...items, ...hours].reduce((total, amount) => total + amount, 0));
}

/** Estimates that so many percent of what a project sells are left, of which more was budgeted. Returns the revenue. */
export function estimateMargin(
  deal: Pick<Engagement, 'work'>,
  project: Project,
  margin: number,
  budgeted = 40,
): number {
  const revenue = revenueOf(deal, project);
  const at = (percent: number) => cents((revenue * (100 - percent)) / 100);
  estimate(project, { revenue, cost: at(margin), budget: { revenue, cost: at(budgeted) } });
  return revenue;
}

/** Estimates the projects of engagements that still run: they keep what they should, and less of it than was hoped for. */
export function forecast({ chance }: Firm, engagements: readonly Engagement[]): void {
  for (const engagement of engagements) {
    for (const project of engagement.projects.filter(({ record }) => record['pse__Stage__c'] === 'In Progress')) {
      const budgeted = chance.whole(32, 48);
      estimateMargin(engagement, project, budgeted - chance.whole(0, 8), budgeted);
    }
  }
}
