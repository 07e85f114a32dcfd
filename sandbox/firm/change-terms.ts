import { addMilestoneEvent } from './billing.ts';
import { type Change, changeContract } from './changes.ts';
import { contractValue, type Item } from './contracts.ts';
import { addMilestone, milestoneOf } from './delivery.ts';
import { type Engagement, projectOf } from './engagement.ts';
import type { Firm } from './offices.ts';
import { plusDays } from './tables.ts';

/** Who is told of a change order. */
export interface Told {
  psa: boolean;
  erp: boolean;
}

/** The items that a change order made cheaper, or took away. */
const loweredBy = ({ drop = [], reduce = [] }: Change): Item[] => [...drop, ...reduce.map(({ item }) => item)];

/** The project plan follows: new milestones are planned, dropped ones cancelled, prices adjusted. */
function followInPsa(firm: Firm, engagement: Engagement, change: Change, added: readonly Item[], on: string): void {
  const { ledger } = firm;
  for (const item of loweredBy(change)) {
    const record = milestoneOf(projectOf(engagement, item), item);
    record['pse__Milestone_Amount__c'] = item.amount;
    if (item.dropped) record['pse__Status__c'] = 'Canceled';
    ledger.changed(record, on);
  }
  const project = engagement.projects.find(({ milestones }) => milestones.size > 0);
  if (project === undefined) return;
  for (const item of added) if (!item.byTheHour) addMilestone(ledger, project, item, on);
}

/** The billing plan follows: new events, and events for less, or for nothing where nothing is owed any more. */
function followInErp(firm: Firm, engagement: Engagement, change: Change, added: readonly Item[], on: string): void {
  const { ledger } = firm;
  const { contract, events, projects } = engagement;
  for (const item of loweredBy(change)) {
    const event = events.get(item);
    if (event === undefined) continue;
    event.amount = item.amount;
    event.item['BillTrnsAmount'] = item.amount;
    ledger.changed(event.item, on);
  }
  const project = projects.find(({ milestones }) => milestones.size > 0);
  for (const item of added) {
    if (!item.byTheHour) events.set(item, addMilestoneEvent(ledger, contract, project, item));
  }
  contract.erp['EstimatedAmount'] = contractValue(contract);
  ledger.changed(contract.erp, on);
}

/** Signs a change order, and tells whom it concerns the day after, or only some of them. Returns what it added. */
export function changeTerms(firm: Firm, engagement: Engagement, change: Change, told: Told): Item[] {
  const added = changeContract(firm.ledger, engagement.contract, change);
  const on = plusDays(change.on, 1);
  if (told.psa) followInPsa(firm, engagement, change, added, on);
  if (told.erp) followInErp(firm, engagement, change, added, on);
  return added;
}

/** Everybody who has to know of a change order. */
export const everybody: Told = { psa: true, erp: true };
