import type { OrgRecord } from '../force/org.ts';
import { addAssignment, addTimecard, type Project, type Stage } from './delivery.ts';
import type { Ledger } from './tables.ts';

/** What somebody spent for a project. */
export interface Expense {
  record: OrgRecord;
  resource: OrgRecord;
  amount: number;
  spentOn: string;
  billed: boolean;
}

/** Books an expense that the customer is to pay, or, if `billable` is false, one that the firm bears itself. */
export function addExpense(
  ledger: Ledger,
  project: Project,
  resource: OrgRecord,
  of: { on: string; type: string; amount: number; status?: 'Submitted' | 'Approved'; billable?: boolean },
): Expense {
  const record = ledger.force('psa', 'pse__Expense__c', of.on, {
    CurrencyIsoCode: project.contract.currency,
    pse__Project__c: project.record.Id,
    pse__Resource__c: resource.Id,
    pse__Expense_Date__c: of.on,
    pse__Type__c: of.type,
    pse__Amount__c: of.amount,
    pse__Billable__c: of.billable ?? true,
    pse__Status__c: of.status ?? 'Approved',
    pse__Billing_Event_Item__c: null,
  });
  return { record, resource, amount: of.amount, spentOn: of.on, billed: false };
}

/** Breaks a project into pieces. */
export function addTasks(ledger: Ledger, project: Project, names: readonly string[], status: string): OrgRecord[] {
  return names.map((Name) =>
    ledger.force('psa', 'pse__Project_Task__c', project.startedOn, {
      Name,
      CurrencyIsoCode: project.contract.currency,
      pse__Project__c: project.record.Id,
      pse__Milestone__c: null,
      pse__WBS_Element_Number__c: null,
      pse__Status__c: status,
      pse__Estimated_Hours__c: 40,
    }),
  );
}

/** Files a purchase order of the customer's: PSA keeps them as budgets. */
export function addPurchaseOrder(
  ledger: Ledger,
  project: Project,
  of: { amount: number; status?: 'Open' | 'Approved' },
): OrgRecord {
  const { contract } = project;
  const number = `PO-${String((ledger.tables.psa['pse__Budget__c']?.length ?? 0) + 70_001)}`;
  contract.order['PoNumber'] = number;
  return ledger.force('psa', 'pse__Budget__c', contract.signedOn, {
    Name: number,
    CurrencyIsoCode: contract.currency,
    pse__Project__c: project.record.Id,
    pse__Amount__c: of.amount,
    pse__Effective_Date__c: contract.signedOn,
    pse__Status__c: of.status ?? 'Approved',
    pse__Type__c: 'Customer Purchase Order',
  });
}

/** Lets somebody work on a project at a fixed price: the hours are booked and nobody pays for them as such. */
export function addUnpaidWork(
  ledger: Ledger,
  project: Project,
  of: { resource: OrgRecord; rate: number; weekEnds: readonly string[]; hours: () => number },
): void {
  const assignment = addAssignment(ledger, project, undefined, of.resource, of.rate);
  for (const weekEnd of of.weekEnds) addTimecard(ledger, assignment, { weekEnd, hours: of.hours() });
}

/** Moves a project to another stage. A project that is over is closed in the ERP too. */
export function setStage(ledger: Ledger, project: Project, stage: Stage, on: string): void {
  project.record['pse__Stage__c'] = stage;
  ledger.changed(project.record, on);
  if (project.erp === undefined || (stage !== 'Completed' && stage !== 'Canceled')) return;
  project.erp['ProjectStatus'] = 'Closed';
  ledger.changed(project.erp, on);
}
