import type { OrgRecord } from './force/org.ts';
import { podInstant } from './fusion/pod.ts';
import type { World } from './world.ts';

/** The quiet background life of the firm. */
export interface Life {
  stop(): void;
}

const everyMs = 4000;

function pick<T>(all: readonly T[]): T | undefined {
  return all[Math.floor(Math.random() * all.length)];
}

const lastSunday = () => {
  const now = new Date();
  return new Date(now.getTime() - now.getUTCDay() * 86_400_000).toISOString().slice(0, 10);
};

/** Somebody books a week, for somebody else to approve later. */
function bookTime(world: World): void {
  const assignment = pick([...world.psa.table('pse__Assignment__c').values()]);
  if (assignment === undefined) return;
  const weekEnd = lastSunday();
  const hours = Object.fromEntries(
    ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday'].map((day) => [`pse__${day}_Hours__c`, 8]),
  );
  const record = {
    Id: world.psa.newId('pse__Timecard_Header__c'),
    IsDeleted: false,
    CurrencyIsoCode: assignment['CurrencyIsoCode'],
    pse__Project__c: assignment['pse__Project__c'],
    pse__Resource__c: assignment['pse__Resource__c'],
    pse__Assignment__c: assignment.Id,
    pse__Milestone__c: null,
    pse__Start_Date__c: new Date(Date.parse(weekEnd) - 6 * 86_400_000).toISOString().slice(0, 10),
    pse__End_Date__c: weekEnd,
    pse__Status__c: 'Submitted',
    // Not billable: what is booked in passing must not move the books of a demonstration.
    pse__Billable__c: false,
    pse__Bill_Rate__c: assignment['pse__Bill_Rate__c'],
    pse__Include_In_Financials__c: false,
    pse__Sunday_Hours__c: 0,
    pse__Saturday_Hours__c: 0,
    ...hours,
    SystemModstamp: '',
  } as unknown as OrgRecord;
  world.changeOrg('psa', 'pse__Timecard_Header__c', record);
}

/** Somebody approves a week that was submitted. */
function approveTime(world: World): void {
  const submitted = [...world.psa.table('pse__Timecard_Header__c').values()].filter(
    (record) => record['pse__Status__c'] === 'Submitted' && record['pse__Billable__c'] === false,
  );
  const record = pick(submitted);
  if (record !== undefined)
    world.changeOrg('psa', 'pse__Timecard_Header__c', { ...record, pse__Status__c: 'Approved' });
}

/** A draft invoice is looked over and approved. */
function reviewInvoice(world: World): void {
  const drafts = [...world.pod.table('projectContractInvoices').values()].filter(
    (item) => item['InvoiceStatus'] === 'Draft',
  );
  const draft = pick(drafts);
  if (draft === undefined) return;
  const item = { ...draft, InvoiceStatus: 'Submitted', LastUpdateDate: podInstant(new Date()) };
  world.changePod('projectContractInvoices', item, 'update', null);
}

/** Lets time be booked and approved and invoices be looked over, a little every few seconds. */
export function startLife(world: World): Life {
  const timer = setInterval(() => {
    bookTime(world);
    approveTime(world);
    reviewInvoice(world);
  }, everyMs);
  return { stop: () => clearInterval(timer) };
}
