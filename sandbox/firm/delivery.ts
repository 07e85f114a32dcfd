import type { OrgRecord } from '../force/org.ts';
import type { PodItem } from '../fusion/pod.ts';
import type { Contract, Item } from './contracts.ts';
import { addSchedule } from './schedules.ts';
import { cents, type Entity, type Ledger, plusDays } from './tables.ts';

/** A project in PSA, and in the ERP where costs are booked on it. */
export interface Project {
  contract: Contract;
  number: string;
  startedOn: string;
  record: OrgRecord;
  erp: PodItem | undefined;
  milestones: Map<Item, OrgRecord>;
}

/** A resource in a role on a project, for what one item of the contract sells by the hour. */
export interface Assignment {
  project: Project;
  item: Item | undefined;
  record: OrgRecord;
  resource: OrgRecord;
  rate: number;
  schedule: OrgRecord;
}

/** How far a timecard has come. */
export type CardStatus = 'Saved' | 'Submitted' | 'Approved';

/** One week of one assignment. */
export interface Timecard {
  assignment: Assignment;
  record: OrgRecord;
  amount: number;
  weekEnd: string;
  approved: boolean;
  billed: boolean;
}

/** The opportunity through which Certinia knows the contract. */
function opportunityOf(ledger: Ledger, contract: Contract): OrgRecord {
  const newest = ledger.tables.psa['Opportunity']?.findLast((record) => record['ContractId'] === contract.record.Id);
  const fields = { Name: contract.number, ContractId: contract.record.Id };
  return newest ?? ledger.force('psa', 'Opportunity', contract.signedOn, fields);
}

/** The same fields that an owner adds to hold the CRM's ids. */
const externalIds = { project: 'Contract_External_Id__c', item: 'Order_Item_External_Id__c' };

/** Hires somebody. */
export function addResource(ledger: Ledger, name: string, role: string, entity: Entity, costRate: number): OrgRecord {
  return ledger.force('psa', 'Contact', plusDays(ledger.today, -1000), {
    Name: name,
    CurrencyIsoCode: entity.currency,
    pse__Is_Resource__c: true,
    pse__Is_Resource_Active__c: true,
    pse__Resource_Role__c: role,
    pse__Default_Cost_Rate__c: costRate,
    pse__Region__c: ledger.named('psa', 'pse__Region__c', entity.name).Id,
  });
}

/** Plans the delivery of an item. */
export function addMilestone(ledger: Ledger, project: Project, item: Item, on: string): OrgRecord {
  const record = ledger.force('psa', 'pse__Milestone__c', on, {
    Name: item.name,
    CurrencyIsoCode: project.contract.currency,
    pse__Project__c: project.record.Id,
    pse__Milestone_Amount__c: item.amount,
    pse__Target_Date__c: item.plannedOn,
    pse__Actual_Date__c: null,
    pse__Status__c: 'Planned',
    pse__Requires_Customer_Sign_off__c: true,
    pse__Include_In_Financials__c: false,
    pse__Admin_Global_Edit__c: false,
    [externalIds.item]: item.record.Id,
  });
  project.milestones.set(item, record);
  return record;
}

/** Where a project stands in PSA. */
export type Stage = 'Draft' | 'Planned' | 'In Progress' | 'On Hold' | 'Completed' | 'Canceled';

/** Sets up the delivery of some of a contract's items. `inErp` false is a project that nobody opened in the ERP. */
export function addProject(
  ledger: Ledger,
  contract: Contract,
  of: { items: readonly Item[]; on: string; stage?: Stage; inErp?: boolean; name?: string; billable?: boolean },
): Project {
  const number = `PR-${String((ledger.tables.psa['pse__Proj__c']?.length ?? 0) + 1).padStart(6, '0')}`;
  const name = of.name ?? `${contract.number} ${of.items[0]?.name ?? 'Delivery'}`;
  const stage = of.stage ?? 'In Progress';
  const record = ledger.force('psa', 'pse__Proj__c', of.on, {
    Name: name,
    CurrencyIsoCode: contract.currency,
    pse__Project_ID__c: number,
    pse__Stage__c: stage,
    pse__Is_Active__c: true,
    pse__Is_Billable__c: of.billable ?? true,
    pse__Start_Date__c: of.on,
    pse__End_Date__c: plusDays(of.on, 360),
    pse__Region__c: ledger.named('psa', 'pse__Region__c', contract.entity.name).Id,
    pse__Practice__c: ledger.named('psa', 'pse__Practice__c', contract.practice).Id,
    pse__Opportunity__c: opportunityOf(ledger, contract).Id,
    [externalIds.project]: contract.record.Id,
  });
  const erp =
    of.inErp === false
      ? undefined
      : ledger.pod('projects', of.on, {
          ProjectId: ledger.podId(),
          ProjectNumber: number,
          ProjectName: name,
          ProjectStatus: 'Active',
          BusinessUnitName: contract.entity.name,
          Tasks: [],
        });
  const project: Project = { contract, number, startedOn: of.on, record, erp, milestones: new Map() };
  for (const item of of.items) if (!item.byTheHour) addMilestone(ledger, project, item, of.on);
  return project;
}

/** The milestone that an item is delivered by. */
export function milestoneOf(project: Project, item: Item): OrgRecord {
  const record = project.milestones.get(item);
  if (record === undefined) throw new Error(`no milestone for ${item.name}`);
  return record;
}

/** Accepts a milestone: the customer has signed it off. */
export function acceptMilestone(project: Project, item: Item, on: string): void {
  const record = milestoneOf(project, item);
  record['pse__Status__c'] = 'Approved';
  record['pse__Actual_Date__c'] = on;
}

/** Puts somebody on a project. `item` is what of the contract their hours are sold as; without it nobody pays for them. */
export function addAssignment(
  ledger: Ledger,
  project: Project,
  item: Item | undefined,
  resource: OrgRecord,
  rate: number,
): Assignment {
  const to = plusDays(project.startedOn, 360);
  const schedule = addSchedule(ledger, project.startedOn, to);
  const record = ledger.force('psa', 'pse__Assignment__c', project.startedOn, {
    CurrencyIsoCode: project.contract.currency,
    pse__Project__c: project.record.Id,
    pse__Resource__c: resource.Id,
    pse__Role__c: resource['pse__Resource_Role__c'],
    pse__Status__c: 'Scheduled',
    pse__Is_Billable__c: item !== undefined,
    pse__Bill_Rate__c: rate,
    pse__Planned_Hours__c: 0,
    pse__Estimated_Time_To_Completion__c: 0,
    pse__Start_Date__c: project.startedOn,
    pse__End_Date__c: to,
    pse__Schedule__c: schedule.Id,
    [externalIds.item]: item?.record.Id ?? null,
  });
  return { project, item, record, resource, rate, schedule };
}

const weekdays = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday'];

/** Books a week's hours, spread over its working days. Hours are in quarters, so that amounts come out to the cent. */
export function addTimecard(
  ledger: Ledger,
  assignment: Assignment,
  of: { weekEnd: string; hours: number; status?: CardStatus },
): Timecard {
  const { project, resource, rate } = assignment;
  const daily = Math.floor((of.hours / 5) * 4) / 4;
  const split = weekdays.map((day, place) => [day, place === 4 ? of.hours - daily * 4 : daily] as const);
  const hours = Object.fromEntries(split.map(([day, value]) => [`pse__${day}_Hours__c`, value]));
  const record = ledger.force('psa', 'pse__Timecard_Header__c', of.weekEnd, {
    CurrencyIsoCode: project.contract.currency,
    pse__Project__c: project.record.Id,
    pse__Resource__c: resource.Id,
    pse__Assignment__c: assignment.record.Id,
    pse__Milestone__c: null,
    pse__Start_Date__c: plusDays(of.weekEnd, -6),
    pse__End_Date__c: of.weekEnd,
    pse__Status__c: of.status ?? 'Approved',
    pse__Billable__c: assignment.item !== undefined,
    pse__Bill_Rate__c: rate,
    pse__Include_In_Financials__c: (of.status ?? 'Approved') === 'Approved',
    pse__Sunday_Hours__c: 0,
    pse__Saturday_Hours__c: 0,
    ...hours,
  });
  const approved = (of.status ?? 'Approved') === 'Approved';
  return { assignment, record, amount: cents(of.hours * rate), weekEnd: of.weekEnd, approved, billed: false };
}

/** Says that somebody's week was booked at another rate than it was agreed. */
export function bookAtRate(card: Timecard, rate: number): void {
  const hours = card.amount / card.assignment.rate;
  card.record['pse__Bill_Rate__c'] = rate;
  card.amount = cents(hours * rate);
}

/** Lets somebody work in another role than they were hired for, at the same price. */
export function workAs(ledger: Ledger, { record, project, rate }: Assignment, role: string): void {
  record['pse__Role__c'] = role;
  const pse__Region__c = project.record['pse__Region__c'];
  const cards = ledger.tables.psa['pse__Rate_Card__c'] ?? [];
  const known = cards.some((card) => card['pse__Role__c'] === role && card['pse__Region__c'] === pse__Region__c);
  if (known) return;
  ledger.force('psa', 'pse__Rate_Card__c', plusDays(ledger.today, -1000), {
    CurrencyIsoCode: project.contract.currency,
    pse__Role__c: role,
    pse__Suggested_Bill_Rate__c: rate,
    pse__Start_Date__c: plusDays(ledger.today, -1000),
    pse__End_Date__c: null,
    pse__Region__c,
  });
}

/** Says how much of what an assignment sells is still to be worked, so that worked and open add up to what was sold. */
export function planRest(assignment: Assignment, worked: readonly Timecard[], share: number): void {
  const done = cents(worked.reduce((total, card) => total + card.amount, 0));
  const open = cents(share - done);
  assignment.record['pse__Estimated_Time_To_Completion__c'] = open / assignment.rate;
  assignment.record['pse__Planned_Hours__c'] = share / assignment.rate;
}
