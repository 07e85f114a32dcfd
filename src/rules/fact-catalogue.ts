import { readFileSync } from 'node:fs';
import { columnOf } from '../domain/kind.ts';
import type { SubjectKind } from '../domain/subject-kind.ts';
import { contractFlowSql } from '../entities/contract-flow.ts';
import { commonFacts, type FactColumn, type FactSource } from './fact-source.ts';
import { amendmentFacts } from './facts/amendment.ts';
import { assignmentFacts } from './facts/assignment.ts';
import { billingEventFacts } from './facts/billing-event.ts';
import { billingScheduleLineFacts } from './facts/billing-schedule-line.ts';
import { contractFacts } from './facts/contract.ts';
import { contractLineFacts } from './facts/contract-line.ts';
import { correctionFacts } from './facts/correction.ts';
import { customerFacts } from './facts/customer.ts';
import { disputeFacts } from './facts/dispute.ts';
import { driftFacts } from './facts/drift.ts';
import { expenseFacts } from './facts/expense.ts';
import { intercompanyChargeFacts } from './facts/intercompany-charge.ts';
import { invoiceFacts } from './facts/invoice.ts';
import { invoiceLineFacts } from './facts/invoice-line.ts';
import { milestoneFacts } from './facts/milestone.ts';
import { paymentFacts } from './facts/payment.ts';
import { projectFacts } from './facts/project.ts';
import { projectBudgetFacts } from './facts/project-budget.ts';
import { streamFacts } from './facts/stream.ts';
import { taskFacts } from './facts/task.ts';
import { timeEntryFacts } from './facts/time-entry.ts';
import { unappliedCashFacts } from './facts/unapplied-cash.ts';
import { writeOffFacts } from './facts/write-off.ts';

/** The fact sources, one a kind of subject. */
export const factSources: readonly FactSource[] = [
  customerFacts,
  contractFacts,
  contractLineFacts,
  amendmentFacts,
  projectFacts,
  projectBudgetFacts,
  taskFacts,
  milestoneFacts,
  assignmentFacts,
  timeEntryFacts,
  expenseFacts,
  billingScheduleLineFacts,
  billingEventFacts,
  invoiceFacts,
  invoiceLineFacts,
  paymentFacts,
  disputeFacts,
  unappliedCashFacts,
  writeOffFacts,
  intercompanyChargeFacts,
  streamFacts,
  correctionFacts,
  driftFacts,
];

const byKind = new Map(factSources.map((source) => [source.kind, source]));

/** The facts about subjects of a kind; undefined when rules can't be about it. */
export function factSourceOf(kind: string): FactSource | undefined {
  return byKind.get(kind as SubjectKind);
}

// Without a prototype: a rule file may ask for a fact called `constructor`, and there is none.
const columnsOf = new Map<FactSource, Readonly<Record<string, FactColumn>>>(
  factSources.map((source) => [source, Object.assign(Object.create(null), commonFacts, source.columns)]),
);

/** All facts about subjects of a source, the common ones included. */
export function factsOf(source: FactSource): Readonly<Record<string, FactColumn>> {
  return columnsOf.get(source) as Readonly<Record<string, FactColumn>>;
}

// Every query that asks for the policy names the legal entity of its subject `e`.
const policyOfEntity = `coalesce($3::jsonb->'entities'->e.code, $3::jsonb->'firm')`;

const texts = new Map<string, string>();

const factFile = (name: string) => readFileSync(new URL(`./facts/${name}`, import.meta.url), 'utf8');

/** The query of a source. Its parameters are subject ids (or null for all), the instant, and the policy. */
export function factSql(source: FactSource): string {
  const known = texts.get(source.sql);
  if (known !== undefined) return known;
  const text = factFile(source.sql)
    .replace('{{contract-flow}}', contractFlowSql)
    .replace('{{close-window}}', () => factFile('close-window.sql').trim())
    .replace('{{intercompany-months}}', () => factFile('intercompany-months.sql').trim())
    .replace('{{project-time}}', () => factFile('project-time.sql').trim())
    .replaceAll('{{policy}}', () => policyOfEntity);
  texts.set(source.sql, text);
  return text;
}

/** The column of a fact in its query. */
export const factColumn = columnOf;

/** The facts as columns to be read. As text an instant keeps the microseconds that it is compared with. */
export function factList(source: FactSource, alias: string): string {
  return Object.entries(factsOf(source))
    .map(([name, { type }]) => `${alias}.${factColumn(name)}${type === 'instant' ? '::text' : ''}`)
    .join(', ');
}
