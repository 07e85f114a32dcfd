import { addMilestoneEvent, type Event, type Invoice } from './billing.ts';
import { addContract, type Contract, type Customer, type Item, type Offer } from './contracts.ts';
import { workday } from './days.ts';
import {
  type Assignment,
  addAssignment,
  addProject,
  addTimecard,
  type CardStatus,
  milestoneOf,
  type Project,
  type Stage,
  type Timecard,
} from './delivery.ts';
import { type Firm, nextOf, type Office } from './offices.ts';
import { type Role, rateOf } from './prices.ts';
import type { Expense } from './project-records.ts';
import { cents, plusDays } from './tables.ts';

/** A deliverable at a fixed price. One that asks for no sign-off may be billed before it is accepted. */
export interface FixedSale {
  name: string;
  amount: number;
  plannedOn: string;
  signOff?: boolean;
}

/** Hours of a team, up to what they come to or to a lower limit. */
export interface HourlySale {
  name: string;
  team: readonly { role: Role; hours: number }[];
  limit?: number;
}

/** What is agreed with a customer. */
export interface Terms {
  practice?: string;
  customer?: Customer;
  signedOn: string;
  fixed?: readonly FixedSale[];
  hourly?: readonly HourlySale[];
  poRequired?: boolean;
  /** The company's own, unless another one was agreed. */
  currency?: string;
  /** How many projects deliver what has a fixed price. */
  fixedProjects?: number;
  stage?: Stage;
  /** Whether the ERP gets the projects too. */
  inErp?: boolean;
}

/** What one person does of what is sold by the hour: `share` is what all their hours come to. */
export interface Work {
  assignment: Assignment;
  project: Project;
  share: number;
  cards: Timecard[];
  expenses: Expense[];
}

/** A contract with everything that has come of it. */
export interface Engagement {
  office: Office;
  contract: Contract;
  projects: Project[];
  events: Map<Item, Event>;
  work: Work[];
  invoices: Invoice[];
}

type ProjectSet = Omit<Parameters<typeof addProject>[2], 'items'>;

/** What a team's hours come to. */
export function priceOf(currency: string, team: HourlySale['team']): number {
  return cents(team.reduce((total, { role, hours }) => total + rateOf(currency, role) * hours, 0));
}

function offersOf(currency: string, { fixed = [], hourly = [] }: Pick<Terms, 'fixed' | 'hourly'>): Offer[] {
  return [
    ...fixed.map(({ name, amount, plannedOn }) => ({ name, amount, plannedOn })),
    ...hourly.map(({ name, team, limit }) => ({
      name,
      amount: priceOf(currency, team),
      byTheHour: true,
      ...(limit === undefined ? {} : { limit }),
    })),
  ];
}

/** What contracts need to know before anything is planned. */
export function contractTerms(firm: Firm, office: Office, terms: Terms) {
  return {
    entity: office.entity,
    practice: terms.practice ?? 'TEC',
    customer: terms.customer ?? firm.chance.of(office.customers),
    signedOn: terms.signedOn,
    offers: offersOf(office.entity.currency, terms),
    poRequired: terms.poRequired ?? false,
    ...(terms.currency === undefined ? {} : { currency: terms.currency }),
  };
}

/** Puts a team on a project, for what an item sells by the hour. */
export function staffProject(
  firm: Firm,
  engagement: Engagement,
  project: Project,
  item: Item,
  team: HourlySale['team'],
) {
  const { office, work } = engagement;
  for (const { role, hours } of team) {
    const rate = rateOf(office.entity.currency, role);
    const assignment = addAssignment(firm.ledger, project, item, nextOf(office, role), rate);
    work.push({ assignment, project, share: cents(rate * hours), cards: [], expenses: [] });
  }
}

/** The items in so many groups of neighbours. */
function inGroups(items: readonly Item[], count: number): Item[][] {
  const size = Math.ceil(items.length / count);
  return Array.from({ length: count }, (_none, place) => items.slice(place * size, (place + 1) * size)).filter(
    (group) => group.length > 0,
  );
}

/** Sets up what has a fixed price: projects with a milestone for each item, and the events that will bill them. */
function setUpFixed(firm: Firm, engagement: Engagement, terms: Terms, set: ProjectSet): void {
  const { contract, projects, events } = engagement;
  const fixed = contract.items.filter((item) => !item.byTheHour);
  if (fixed.length === 0) return;
  for (const items of inGroups(fixed, terms.fixedProjects ?? 1)) {
    const project = addProject(firm.ledger, contract, { ...set, items });
    projects.push(project);
    for (const item of items) {
      const sale = terms.fixed?.find(({ name }) => name === item.name);
      milestoneOf(project, item)['pse__Requires_Customer_Sign_off__c'] = sale?.signOff ?? true;
      events.set(item, addMilestoneEvent(firm.ledger, contract, project, item));
    }
  }
}

/** Sets up what is sold by the hour: a project for each, with its team. */
function setUpHourly(firm: Firm, engagement: Engagement, terms: Terms, set: ProjectSet): void {
  for (const sale of terms.hourly ?? []) {
    const item = itemOf(engagement, sale.name);
    const project = addProject(firm.ledger, engagement.contract, { ...set, items: [item] });
    engagement.projects.push(project);
    staffProject(firm, engagement, project, item, sale.team);
  }
}

/** Signs a contract and sets up its delivery and its billing, as it should be done. */
export function sign(firm: Firm, office: Office, terms: Terms): Engagement {
  const { ledger } = firm;
  const contract = addContract(ledger, contractTerms(firm, office, terms));
  const engagement: Engagement = { office, contract, projects: [], events: new Map(), work: [], invoices: [] };
  const earliest = workday(plusDays(terms.signedOn, 7));
  const on = earliest < ledger.today ? earliest : terms.signedOn;
  const set: ProjectSet = { on, stage: terms.stage ?? 'In Progress', inErp: terms.inErp ?? true };
  setUpFixed(firm, engagement, terms, set);
  setUpHourly(firm, engagement, terms, set);
  return engagement;
}

/** The project that delivers an item at a fixed price. */
export function projectOf({ projects, contract }: Engagement, item: Item): Project {
  const project = projects.find(({ milestones }) => milestones.has(item));
  if (project === undefined) throw new Error(`contract ${contract.number} delivers no ${item.name}`);
  return project;
}

/** The item of that name. */
export function itemOf({ contract }: Engagement, name: string): Item {
  const item = contract.items.find((each) => each.name === name);
  if (item === undefined) throw new Error(`contract ${contract.number} sells no ${name}`);
  return item;
}

/** Books somebody's week. */
export function bookWeek(
  firm: Firm,
  work: Work,
  weekEnd: string,
  hours: number,
  status: CardStatus = 'Approved',
): Timecard {
  const card = addTimecard(firm.ledger, work.assignment, { weekEnd, hours, status });
  work.cards.push(card);
  return card;
}
