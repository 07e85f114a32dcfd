import { accept, approveLately, billItems } from '../bill-engagement.ts';
import type { InvoiceStatus } from '../billing.ts';
import type { Item } from '../contracts.ts';
import { daysBetween, workday } from '../days.ts';
import { milestoneOf } from '../delivery.ts';
import { type Engagement, projectOf } from '../engagement.ts';
import { type Firm, nextOf } from '../offices.ts';
import { rateOf } from '../prices.ts';
import { addUnpaidWork } from '../project-records.ts';
import { plusDays } from '../tables.ts';
import type { Fate } from './fate.ts';
import { someWeeks } from './plan-terms.ts';

/** An item with when it is accepted, if it is, and when it is billed. */
interface Step {
  item: Item;
  acceptedOn: string | undefined;
  billedOn: string;
}

const needsSignOff = (engagement: Engagement, item: Item) =>
  milestoneOf(projectOf(engagement, item), item)['pse__Requires_Customer_Sign_off__c'] !== false;

/** What happens to an item up to the end of the telling: nothing yet, or a bill, after its acceptance if it needs one. */
function stepOf(firm: Firm, engagement: Engagement, item: Item, fate: Fate): Step | undefined {
  const { chance } = firm;
  const { until } = fate;
  const acceptedOn = workday(plusDays(item.plannedOn, chance.whole(-6, 14)));
  const goesOut = plusDays(acceptedOn, chance.whole(1, 4));
  if (!needsSignOff(engagement, item)) {
    const billedOn = workday(item.plannedOn);
    if (billedOn >= until) return undefined;
    return { item, billedOn, acceptedOn: acceptedOn > billedOn && acceptedOn < until ? acceptedOn : undefined };
  }
  if (acceptedOn <= plusDays(until, -12)) return { item, acceptedOn, billedOn: goesOut };
  // Fresh acceptances are on an invoice at once, or have not come yet.
  if (fate.state !== 'running' || acceptedOn > plusDays(until, -3) || chance.is(0.5)) return undefined;
  return { item, acceptedOn, billedOn: plusDays(acceptedOn, 1) };
}

function statusOf(firm: Firm, fate: Fate, billedOn: string): InvoiceStatus {
  const fresh = fate.state === 'running' && daysBetween(billedOn, fate.until) < 45;
  const statuses = [
    ['Released', 0.68],
    ['Draft', 0.2],
    ['Approved', 0.12],
  ] as const;
  return fresh ? firm.chance.weighted(statuses) : 'Released';
}

/** Bills what has been accepted; now and then two items wait for each other. */
function billSteps(firm: Firm, engagement: Engagement, steps: readonly Step[], fate: Fate): void {
  let waiting: Item[] = [];
  for (const [place, { item, billedOn }] of steps.entries()) {
    waiting.push(item);
    if (place < steps.length - 1 && firm.chance.is(0.06)) continue;
    const invoice = billItems(firm, engagement, waiting, { on: billedOn, status: statusOf(firm, fate, billedOn) });
    approveLately(firm, invoice);
    waiting = [];
  }
}

/** People work on it, for a price that does not count their hours. */
function workUnpaid(firm: Firm, engagement: Engagement, until: string): void {
  const { ledger, chance } = firm;
  const { office } = engagement;
  for (const project of engagement.projects.filter(({ milestones }) => milestones.size > 0)) {
    for (const role of chance.is(0.3) ? (['Consultant', 'Analyst'] as const) : (['Senior Consultant'] as const)) {
      addUnpaidWork(ledger, project, {
        resource: nextOf(office, role),
        rate: rateOf(office.entity.currency, role),
        weekEnds: someWeeks(firm, project.startedOn, until),
        hours: () => chance.whole(8, 40),
      });
    }
  }
}

/** Tells what becomes of the milestones: delivered, accepted, billed, in the order in which they are planned. */
export function liveFixedPrice(firm: Firm, engagement: Engagement, fate: Fate): void {
  const standing = engagement.contract.items
    .filter((item) => !item.byTheHour && !item.dropped)
    .sort((a, b) => (a.plannedOn < b.plannedOn ? -1 : 1));
  const steps = standing.flatMap((item) => stepOf(firm, engagement, item, fate) ?? []);
  for (const { item, acceptedOn } of steps) {
    if (acceptedOn !== undefined) accept(firm, engagement, item, acceptedOn);
  }
  billSteps(
    firm,
    engagement,
    steps.sort((a, b) => (a.billedOn < b.billedOn ? -1 : 1)),
    fate,
  );
  const next = standing.find((item) => !steps.some((step) => step.item === item));
  if (next !== undefined && next.plannedOn < plusDays(fate.until, 40)) {
    milestoneOf(projectOf(engagement, next), next)['pse__Status__c'] = 'Open';
  }
  workUnpaid(firm, engagement, fate.until);
}
