import { type DecimalText, readDecimal } from '../../src/domain/decimal.ts';
import type { PodItem } from '../fusion/pod.ts';
import type { Event, Invoice } from './billing.ts';
import type { Contract, Customer, Item } from './contracts.ts';
import type { Assignment, Project, Timecard } from './delivery.ts';
import type { Charge } from './intercompany.ts';
import type { Firm, Office } from './offices.ts';
import type { Task } from './plans.ts';
import type { Expense } from './project-records.ts';

/** What the hub should find: a rule, the record that it stands on in the words of the API, and the amount at stake. */
export interface Finding {
  rule: string;
  subject: string;
  legalEntity: string;
  amount: DecimalText;
  currency: string;
}

/** Value that no record explains, with its sign. */
export interface Gap {
  contract: string;
  legalEntity: string;
  amount: DecimalText;
  currency: string;
}

/** What came of planting one fault. */
export interface Planted {
  findings: Finding[];
  gaps?: Gap[];
}

/** Plants one fault in an office and says what should be found of it. */
export type Fault = (firm: Firm, office: Office) => Planted;

/** Plants something that is right and only looks wrong. */
export type LookAlike = (firm: Firm, office: Office) => void;

/** Everything that is wrong with the firm, and what only looks like it. The hub never reads this. */
export interface Manifest {
  findings: (Finding & { fault: string })[];
  unexplained: (Gap & { fault: string })[];
  lookAlikes: { name: string; legalEntity: string }[];
}

function decimalOf(amount: number): DecimalText {
  const text = readDecimal(amount);
  if (text === undefined) throw new Error(`not an amount: ${amount}`);
  return text;
}

/** A finding about the money of a contract, or of one company. */
export function found(
  rule: string,
  subject: string,
  contract: Pick<Contract, 'entity' | 'currency'>,
  amount: number,
): Finding {
  return {
    rule,
    subject,
    legalEntity: contract.entity.code,
    amount: decimalOf(amount),
    currency: contract.currency,
  };
}

/** How the API calls what findings stand on. */
export const labels = {
  customer: ({ account }: Customer) => `Customer ${account['Name']}`,
  contract: ({ number }: Contract) => `Contract ${number}`,
  amendment: ({ number, changes }: Contract) => `Amendment ${changes} of contract ${number}`,
  milestone: (item: Item, { number }: Contract) => `Milestone ${item.name} of contract ${number}`,
  sold: (item: Item, { number }: Contract) => `${item.name} of contract ${number}`,
  invoice: ({ record }: Invoice) => `Invoice ${record['InvoiceNumber']}`,
  dispute: ({ record }: Invoice) => `Dispute of invoice ${record['InvoiceNumber']}`,
  writeOff: (adjustment: PodItem) =>
    `Write-off ${adjustment['AdjustmentNumber']} of invoice ${adjustment['TransactionNumber']}`,
  unapplied: (receipt: PodItem) => `Unapplied cash of receipt ${receipt['ReceiptNumber']}`,
  charge: ({ record }: Charge) => `Intercompany charge ${record['InvoiceNumber']}`,
  line: ({ record }: Invoice, line = 1) => `Line ${line} of invoice ${record['InvoiceNumber']}`,
  event: ({ item }: Event) => `Billing event ${item['EventNumber']}`,
  project: ({ number }: Project) => `Project ${number}`,
  budget: ({ number }: Project) => `Budget of project ${number}`,
  task: ({ number, name, project }: Pick<Task, 'number' | 'name' | 'project'>) =>
    `Task ${number} ${name} of project ${project.number}`,
  assignment: ({ record, resource, project }: Assignment) =>
    `${resource['Name']} as ${record['pse__Role__c']}, project ${project.number}`,
  expense: ({ record, spentOn, resource }: Expense, { number }: Project) =>
    `${record['pse__Type__c']} of ${resource['Name']}, ${spentOn}, project ${number}`,
  week: ({ assignment, weekEnd }: Timecard) =>
    `${assignment.resource['Name']}, ${weekEnd}, project ${assignment.project.number}`,
};

/** A gap in a contract's books, which is a finding too. */
export function unexplained(contract: Contract, amount: number): Planted {
  const { legalEntity, currency } = found('C6', '', contract, amount);
  return {
    findings: [found('C6', labels.contract(contract), contract, Math.abs(amount))],
    gaps: [{ contract: contract.number, legalEntity, amount: decimalOf(amount), currency }],
  };
}
