import type { Sql } from '../entities/sql.ts';
import { factSourceOf } from './fact-catalogue.ts';
import type { FactSource } from './fact-source.ts';
import { sentenceOf } from './fact-values.ts';
import { type Finding, judge, type Unknown } from './judge.ts';
import { asOfStep, type JudgeContext } from './judge-waiting.ts';

/** Why an invoice may not go out, or what is not known. */
export interface GateReason {
  rule: string;
  ruleVersion: number;
  outcome: 'fires' | 'cannotEvaluate';
  sentence: string;
}

/** The records of each kind on which a blocking rule could stop the invoice. */
const subjectsOf: Record<string, string> = {
  invoice: 'select $1::uuid as id',
  invoice_line: 'select l.id from invoice_line l where l.invoice_id = $1 and not l.deleted',
  contract_line: `select n.id from contract_line n join invoice i on i.contract_id = n.contract_id
                   where i.id = $1 and not n.deleted`,
};

interface GatedInvoice {
  id: string;
  number: string | null;
}

/** A finding stands on the invoice itself, or names it among the drafts that it would stop. */
function concerns({ invoiceId, facts }: Finding, { id, number }: GatedInvoice): boolean {
  const drafts = String(facts['draftInvoices'] ?? '').split(', ');
  return invoiceId === id || drafts.includes(number ?? '');
}

function firing(source: FactSource, { rule: { rule }, facts, currency }: Finding): GateReason {
  const sentence = sentenceOf(rule.sentence, source, facts, currency);
  return { rule: rule.id, ruleVersion: rule.version, outcome: 'fires', sentence };
}

function notKnown({ rule: { rule }, missing }: Unknown): GateReason {
  const sentence = `${rule.title}: not known are ${missing.join(', ')}`;
  return { rule: rule.id, ruleVersion: rule.version, outcome: 'cannotEvaluate', sentence };
}

/** The reasons that records of one kind give. */
async function reasonsOn(
  sql: Sql,
  source: FactSource,
  query: string,
  invoice: GatedInvoice,
  asOf: string,
  context: JudgeContext,
): Promise<GateReason[]> {
  const { kind } = source;
  const set = await context.rules(sql);
  const rules = set.rules.filter(({ rule, shadow }) => rule.entity === kind && rule.effect === 'block' && !shadow);
  if (rules.length === 0) return [];
  const rows = await sql.rows<{ id: string }>(query, [invoice.id]);
  const ids = rows.map((row) => row.id);
  const { findings, unknowns } = await judge(sql, source, rules, ids, asOf, context.policy);
  const fire = findings.filter((finding) => concerns(finding, invoice)).map((finding) => firing(source, finding));
  return kind === 'contract_line' ? fire : [...fire, ...unknowns.map(notKnown)];
}

/**
 * Whether an invoice may go out: judged now, by the same rules that block it, on what is known now. What can't be
 * evaluated does not pass.
 */
export async function validateInvoiceRelease(
  sql: Sql,
  invoiceId: string,
  context: JudgeContext,
): Promise<GateReason[]> {
  const row = await sql.row<{ now: string; number: string | null }>(
    'select c.now, i.number from (select clock_timestamp() as now) c left join invoice i on i.id = $1',
    [invoiceId],
  );
  const asOf = asOfStep(row?.now as string, context.asOfStepSeconds);
  const invoice: GatedInvoice = { id: invoiceId, number: row?.number ?? null };
  const reasons: GateReason[] = [];
  for (const [kind, query] of Object.entries(subjectsOf)) {
    const source = factSourceOf(kind);
    if (source !== undefined) reasons.push(...(await reasonsOn(sql, source, query, invoice, asOf, context)));
  }
  return reasons;
}
