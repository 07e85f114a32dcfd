import { holdPlan } from '../bill-engagement.ts';
import { closeBooks } from '../close-books.ts';
import { addDraftContract, setContractStatus } from '../contracts.ts';
import { daysBetween } from '../days.ts';
import type { Project } from '../delivery.ts';
import { contractTerms, type Engagement, sign } from '../engagement.ts';
import { tasks } from '../names.ts';
import type { Firm, Office } from '../offices.ts';
import { addTasks, setStage } from '../project-records.ts';
import { liveChange } from './amend.ts';
import { liveByTheHour } from './by-the-hour.ts';
import { liveCollections } from './collect.ts';
import { decideFate, type Fate } from './fate.ts';
import { liveFixedPrice } from './fixed-price.ts';
import { planTerms } from './plan-terms.ts';

const accepted = (project: Project) =>
  [...project.milestones.values()].every(
    ({ pse__Status__c: status }) => status === 'Approved' || status === 'Canceled',
  );

const workedOff = ({ work }: Engagement, project: Project) =>
  work
    .filter((each) => each.project === project)
    .every(({ assignment }) => assignment.record['pse__Status__c'] === 'Closed');

/** The last day on which anything was billed. */
const lastBill = ({ invoices, contract }: Engagement) =>
  invoices
    .map(({ issuedOn }) => issuedOn)
    .sort()
    .at(-1) ?? contract.signedOn;

/** What is over is closed in all three systems, some time after the last invoice went out. */
function windUp(firm: Firm, engagement: Engagement): void {
  const { ledger, chance } = firm;
  const { contract, projects, invoices } = engagement;
  const done = projects.filter((project) => accepted(project) && workedOff(engagement, project));
  const last = lastBill(engagement);
  if (daysBetween(last, ledger.today) < 75) return;
  const over = done.length === projects.length && invoices.every(({ receivable }) => receivable !== undefined);
  if (over && chance.is(0.9)) setContractStatus(ledger, contract, 'Completed', last);
  if (over) for (const project of done) setStage(ledger, project, 'Completed', last);
}

/** What stands still or was called off says so in all three systems, and nothing of it is to be billed. */
function stop(firm: Firm, engagement: Engagement, { state, until }: Fate): void {
  const { contract, projects } = engagement;
  const held = state === 'held';
  holdPlan(firm, engagement, until);
  setContractStatus(firm.ledger, contract, held ? 'On Hold' : 'Terminated', until);
  for (const project of projects) setStage(firm.ledger, project, held ? 'On Hold' : 'Canceled', until);
}

/** Tells the life of one engagement in which nothing goes wrong, from its signature to today. */
export function liveHealthy(firm: Firm, office: Office, signedOn: string): Engagement {
  const { chance, ledger } = firm;
  const terms = planTerms(firm, office, signedOn);
  const fate = decideFate(firm, signedOn);
  const engagement = sign(firm, office, terms);
  if (fate.state === 'running') liveChange(firm, engagement);
  liveFixedPrice(firm, engagement, fate);
  liveByTheHour(firm, engagement, fate);
  liveCollections(firm, engagement);
  for (const project of engagement.projects) {
    addTasks(ledger, project, tasks.slice(0, chance.whole(1, 3)), accepted(project) ? 'Complete' : 'Started');
  }
  closeBooks(firm, engagement, {
    revenueMonths: chance.is(0.55) ? chance.whole(3, 12) : 0,
    purchaseOrder: terms.poRequired === true,
  });
  if (fate.state === 'running') windUp(firm, engagement);
  else stop(firm, engagement, fate);
  return engagement;
}

/** Drafts a contract that nobody has signed yet. */
export function draftContract(firm: Firm, office: Office, on: string): void {
  addDraftContract(firm.ledger, contractTerms(firm, office, planTerms(firm, office, on)));
}
