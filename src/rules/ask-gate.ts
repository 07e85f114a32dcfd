import { readDecimal } from '../domain/decimal.ts';
import type { SubjectKind } from '../domain/subject-kind.ts';
import type { Sql } from '../entities/sql.ts';
import { acceptedAt, uncovered } from './accepted-risk.ts';
import type { CompiledRule } from './compile.ts';
import { type ExplainedComparison, explain, type Outcome } from './explain.ts';
import { factSourceOf } from './fact-catalogue.ts';
import { readFacts, type Subject } from './fact-query.ts';
import type { FactSource } from './fact-source.ts';
import { sentenceOf } from './fact-values.ts';
import { closes, gateOf } from './gates.ts';
import { asOfStep, type JudgeContext } from './judge-subjects.ts';
import { factsOfConditions, type GateName } from './rule-file.ts';
import { type LateStream, lateStreams, waitsOf } from './waits.ts';

/** Why a gate is closed, or what is not known: one rule on one record. */
export interface GateReason {
  rule: string;
  version: number;
  title: string;
  outcome: Exclude<Outcome, 'passes'>;
  sentence: string;
  kind: SubjectKind;
  subjectId: string;
  subjectLabel: string;
  legalEntityId: number | null;
  amount: string | null;
  currency: string | null;
  comparisons: ExplainedComparison[];
  /** The facts that are not known. */
  missing: string[];
  waits: LateStream[];
  /** Until when somebody who may has accepted the risk: until then this closes nothing. */
  acceptedUntil: string | null;
}

/** What a gate answers. */
export interface GateAnswer {
  verdict: 'allow' | 'hold' | 'cannotTell';
  asOf: string;
  reasons: GateReason[];
}

/** What is asked: may this record pass the gate? `number` is what the records around it call it by. */
interface Question {
  gate: GateName;
  id: string;
  number: string | null;
  /** Rules see time in steps; what people have said is heard up to this instant. */
  heardAt: string;
}

/**
 * Whether what a rule makes of a record says anything about what is asked. A line of a contract is judged for all of its
 * invoices together: it only speaks for those that it names, and a line without a limit is never told about.
 */
function concerns(
  { gate, id, number }: Question,
  source: FactSource,
  { row, facts }: Subject,
  outcome: Outcome,
): boolean {
  if (outcome === 'passes') return false;
  if (gate !== 'invoiceRelease' || source.kind !== 'contract_line') return true;
  const drafts = String(facts['draftInvoices'] ?? '').split(', ');
  return outcome === 'fires' && (row.invoice_id === id || drafts.includes(number ?? ''));
}

async function reasonOf(
  sql: Sql,
  source: FactSource,
  { rule }: CompiledRule,
  { row, facts }: Subject,
  amount: string | null,
  { outcome, comparisons }: Awaited<ReturnType<typeof explain>>,
): Promise<GateReason> {
  const fires = outcome === 'fires';
  const missing = [...new Set(factsOfConditions(rule.conditions))].filter((name) => facts[name] === null);
  return {
    rule: rule.id,
    version: rule.version,
    title: rule.title,
    outcome: fires ? 'fires' : 'cannotEvaluate',
    sentence: fires
      ? sentenceOf(rule.sentence, source, facts, row.currency)
      : `${rule.title}: not known are ${missing.join(', ')}`,
    kind: source.kind,
    subjectId: row.id,
    subjectLabel: row.label,
    legalEntityId: row.legal_entity_id,
    amount: readDecimal(amount) ?? null,
    currency: row.currency,
    comparisons,
    missing,
    waits: await lateStreams(sql, row.legal_entity_id, waitsOf(source, missing, facts)),
    acceptedUntil: null,
  };
}

/** The invoice that an accepted risk must have been accepted for. */
const invoiceOf = ({ gate, id }: Question, { row }: Subject) =>
  gate === 'invoiceRelease' && row.invoice_id !== null ? id : row.invoice_id;

/** Until when what a rule finds is an accepted risk that lets it through; null where it is none. */
async function acceptedUntil(
  sql: Sql,
  reason: GateReason,
  invoiceId: string | null,
  heardAt: string,
  { work }: JudgeContext,
): Promise<string | null> {
  if (reason.outcome !== 'fires') return null;
  const accepted = await acceptedAt(sql, reason.rule, reason.subjectId, heardAt);
  if (accepted === undefined) return null;
  const { amount, currency, legalEntityId } = reason;
  const found = { amount, currency, invoiceId, blocks: true };
  const gap = uncovered(accepted, found, work.materialityOf(legalEntityId, currency));
  return gap === undefined ? accepted.expires_at : null;
}

/** The reasons that records of one kind give. */
async function reasonsOn(
  sql: Sql,
  source: FactSource,
  question: Question,
  asOf: string,
  context: JudgeContext,
): Promise<GateReason[]> {
  const { subjects, supposing } = gateOf[question.gate];
  const set = await context.rules(sql);
  const rules = set.rules.filter((rule) => rule.rule.entity === source.kind && closes(rule, question.gate));
  if (rules.length === 0) return [];
  const ids = (await sql.rows<{ id: string }>(subjects[source.kind] ?? '', [question.id])).map(({ id }) => id);
  const reasons: GateReason[] = [];
  for (const subject of await readFacts(sql, source, rules, ids, asOf, context.policy)) {
    const supposed = Object.entries(supposing).filter(([name]) => name in subject.facts);
    const judged = { ...subject, facts: { ...subject.facts, ...Object.fromEntries(supposed) } };
    for (const [place, rule] of rules.entries()) {
      const said = await explain(rule.rule, judged.facts, judged.row.currency);
      if (!concerns(question, source, judged, said.outcome)) continue;
      const reason = await reasonOf(sql, source, rule, judged, judged.amounts[place] ?? null, said);
      const until = await acceptedUntil(sql, reason, invoiceOf(question, judged), question.heardAt, context);
      reasons.push({ ...reason, acceptedUntil: until });
    }
  }
  return reasons;
}

function verdictOf(reasons: readonly GateReason[]): GateAnswer['verdict'] {
  const standing = reasons.filter((reason) => reason.acceptedUntil === null);
  if (standing.some(({ outcome }) => outcome === 'fires')) return 'hold';
  return standing.length > 0 ? 'cannotTell' : 'allow';
}

/**
 * Whether an invoice may be released, or a contract activated: by the rules that close the gate, on what is known at an
 * instant, or now. What can't be evaluated does not pass. Undefined where there is no such record.
 */
export async function askGate(
  sql: Sql,
  gate: GateName,
  id: string,
  context: JudgeContext,
  instant?: string,
): Promise<GateAnswer | undefined> {
  const row = await sql.row<{ now: string; number: string | null }>(
    `select clock_timestamp() as now, s.number from ${gateOf[gate].about} s where s.id = $1 and not s.deleted`,
    [id],
  );
  if (row === undefined) return undefined;
  const asOf = instant ?? asOfStep(row.now, context.asOfStepSeconds);
  const question = { gate, id, number: row.number, heardAt: instant ?? row.now };
  const reasons: GateReason[] = [];
  for (const kind of Object.keys(gateOf[gate].subjects)) {
    const source = factSourceOf(kind);
    if (source !== undefined) reasons.push(...(await reasonsOn(sql, source, question, asOf, context)));
  }
  return { verdict: verdictOf(reasons), asOf, reasons };
}
