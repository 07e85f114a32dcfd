import DataLoader from 'dataloader';
import type { Principal } from '../access/principal.ts';
import type { AlertBatch } from '../domain/alert.ts';
import { HubError } from '../domain/errors.ts';
import type { HaltRequest } from '../domain/halt.ts';
import type { MatchingPolicy } from '../domain/policies.ts';
import type { SubjectKind } from '../domain/subject-kind.ts';
import type { ReadScope, Sql } from '../entities/sql.ts';
import type { ChangedRecord } from '../ingest/link.ts';
import type { ReplayScope } from '../ingest/replay.ts';
import type { ReplayPreview } from '../ingest/replay-preview.ts';
import type { Resubmitted } from '../ingest/resubmit.ts';
import type { RiskDecision, RiskRequest } from '../rules/accept-risk.ts';
import type { GateAnswer } from '../rules/ask-gate.ts';
import type { ExceptionAction } from '../rules/exception-acts.ts';
import type { GateName } from '../rules/rule-file.ts';
import type { WantedLife } from '../rules/set-life.ts';
import type { DeclaredFact, KnownFact } from '../rules/subject-facts.ts';
import type { ActedOn, ActionOutcome } from '../rules/workflow.ts';
import type { CorrectionType } from '../sync/plan.ts';
import * as contractMoney from '../views/contract-money.ts';
import * as corrections from '../views/corrections.ts';
import type { AskedCell } from '../views/group.ts';
import * as matching from '../views/match-suggestions.ts';
import * as behind from '../views/records-behind.ts';
import * as related from '../views/related.ts';
import * as risks from '../views/risks.ts';
import * as sources from '../views/sources.ts';

/** A legal entity or practice by id, from the configuration. */
export interface Firm {
  legalEntity(id: number): { id: number; code: string; name: string; currency: string; country: string } | undefined;
  practice(id: number): { id: number; code: string; name: string } | undefined;
  practices(): readonly { id: number; code: string; name: string }[];
  /** Where people see a record in its own system. */
  recordUrl(record: { system: string; kind: string; key: string }): string | undefined;
}

/** The verbs of the layers below that a request may call; each checks nothing about rights: that has been done. */
export interface Verbs {
  actOnExceptions(acted: readonly ActedOn[], action: ExceptionAction, by: Principal): Promise<ActionOutcome>;
  requestRisk(request: RiskRequest, by: Principal): Promise<void>;
  decideRisk(verb: 'accept' | 'reject' | 'withdraw', decision: RiskDecision, by: Principal): Promise<void>;
  planCorrection(
    type: CorrectionType,
    subject: { kind: string; id: string },
    targets: readonly string[] | undefined,
    reason: string,
    by: Principal,
  ): Promise<string>;
  decideCorrection(
    verb: 'approve' | 'reject' | 'cancel',
    id: string,
    expectedVersion: number,
    comment: string | undefined,
    by: Principal,
  ): Promise<void>;
  /** Throws BAD_USER_INPUT for an instant that is still to come. */
  askGate(gate: GateName, id: string, asOf: Date | undefined): Promise<GateAnswer | undefined>;
  /** The same, on a connection that looks back already, as far as that may see. */
  factsAbout(sql: Sql, kind: SubjectKind, id: string, asOf: Date | undefined): Promise<KnownFact[] | undefined>;
  declaredFacts(kind: SubjectKind | undefined): DeclaredFact[];
  /** Idempotent. Throws UNKNOWN_SYSTEM and BAD_USER_INPUT. */
  haltSystem(request: HaltRequest, by: Principal): Promise<void>;
  pollStream(system: string, stream: string, by: Principal): Promise<void>;
  reconcileStream(system: string, stream: string, by: Principal): Promise<void>;
  replay(scope: ReplayScope, by: Principal): Promise<number>;
  /** What that would come to. Nothing is done. */
  previewReplay(scope: ReplayScope): Promise<ReplayPreview>;
  resubmit(ids: readonly string[], by: Principal): Promise<Resubmitted>;
  /** Both answer with the correlation id of what follows. */
  linkRecords(record: ChangedRecord, goldenId: string, reason: string, by: Principal): Promise<string>;
  unlinkRecords(record: ChangedRecord, reason: string, by: Principal): Promise<string>;
  setRuleLife(wanted: WantedLife, by: Principal): Promise<void>;
  matching(): MatchingPolicy;
  followAlerts(
    after: string | undefined,
    scope: () => Promise<ReadScope>,
    signal: AbortSignal,
  ): AsyncIterable<AlertBatch>;
}

/** Everything that belongs to one request. */
export interface Context {
  principal: Principal | undefined;
  firm: Firm;
  verbs: Verbs;
  /** The cells that a question about the whole group is put to; none where this cell does not see the others. */
  group: readonly AskedCell[];
  /** Runs one view, in a transaction of its own, as far as the principal may see, now or as it was known at an instant. */
  read<T>(view: (sql: Sql) => Promise<T>, asOf?: Date): Promise<T>;
  /** Asks again who the principal is: its session or token may have ended. */
  revalidate(): Promise<ReadScope>;
  correlationId: string;
  loaders: Loaders;
  /** Ends when the client goes away. */
  signal: AbortSignal;
}

type Loader<Value> = DataLoader<string, Value>;

/** Batches what nested fields ask for: one query for all rows of a page. */
export interface Loaders {
  contract: Loader<Awaited<ReturnType<typeof related.contractsByIds>>[number]>;
  customer: Loader<Awaited<ReturnType<typeof related.customersByIds>>[number]>;
  invoice: Loader<Awaited<ReturnType<typeof related.invoicesByIds>>[number]>;
  amendments: Loader<related.AmendmentRow[]>;
  milestones: Loader<related.MilestoneRow[]>;
  projects: Loader<Awaited<ReturnType<typeof related.projectsOf>>[number]>;
  invoices: Loader<Awaited<ReturnType<typeof related.invoicesOf>>[number]>;
  flow: Loader<contractMoney.ContractFlowRow | null>;
  billingEvents: Loader<contractMoney.BillingEventRow[]>;
  lines: Loader<related.InvoiceLineRow[]>;
  hold: Loader<related.HoldRow>;
  steps: Loader<corrections.StepRow[]>;
  approvals: Loader<corrections.ApprovalRow[]>;
  history: Loader<sources.ExceptionEventRow[]>;
  /** By golden id. */
  recordsBehind: Loader<behind.RecordBehindRow[]>;
  risks: Loader<risks.RiskRow[]>;
  orphanRecords: Loader<matching.OrphanRecordRow[]>;
  /** By kind and id. */
  candidates: Loader<matching.CandidateRow[]>;
}

/** Fresh loaders for one request: what one principal may see must never be another's answer. */
export function loadersFor(read: Context['read'], { matching: policy }: Pick<Verbs, 'matching'>): Loaders {
  const loader = <Value>(view: (sql: Sql, ids: readonly string[]) => Promise<Value[]>) =>
    new DataLoader<string, Value>((ids) => read((sql) => view(sql, ids)), { maxBatchSize: 1000 });
  return {
    contract: loader(related.contractsByIds),
    customer: loader(related.customersByIds),
    invoice: loader(related.invoicesByIds),
    amendments: loader(related.amendmentsOf),
    milestones: loader(related.milestonesOf),
    projects: loader(related.projectsOf),
    invoices: loader(related.invoicesOf),
    flow: loader(contractMoney.flowsOf),
    billingEvents: loader(contractMoney.billingEventsOf),
    lines: loader(related.linesOf),
    hold: loader(related.holdsOf),
    steps: loader(corrections.stepsOf),
    approvals: loader(corrections.approvalsOf),
    history: loader(sources.historyOf),
    recordsBehind: loader(behind.recordsBehind),
    risks: loader(risks.risksOf),
    orphanRecords: loader(matching.recordsOfOrphans),
    candidates: loader((sql, orphans) => matching.candidatesOf(sql, orphans, policy())),
  };
}

/** The principal of a request that has passed the gate. */
export function principalOf({ principal }: Context): Principal {
  if (principal === undefined) throw new HubError('UNAUTHENTICATED');
  return principal;
}
