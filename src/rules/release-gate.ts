import type { Sql } from '../entities/sql.ts';
import { factSourceOf } from './fact-catalogue.ts';
import { sentenceOf } from './fact-values.ts';
import { judge } from './judge.ts';
import { currentAsOf, type JudgeContext } from './judge-waiting.ts';

/** Why an invoice may not go out, or what is not known. */
export interface GateReason {
  rule: string;
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

/**
 * Whether an invoice may go out: judged now, by the same rules that block it, on what is known now. What can't be
 * evaluated does not pass.
 */
export async function validateInvoiceRelease(
  sql: Sql,
  invoiceId: string,
  context: JudgeContext,
): Promise<GateReason[]> {
  const asOf = await currentAsOf(sql, context.asOfStepSeconds);
  const invoice = await sql.row<{ number: string | null }>('select i.number from invoice i where i.id = $1', [
    invoiceId,
  ]);
  const reasons: GateReason[] = [];
  for (const [kind, query] of Object.entries(subjectsOf)) {
    const source = factSourceOf(kind);
    const rules = context.rules().rules.filter(({ rule }) => rule.entity === kind && rule.effect === 'block');
    if (source === undefined || rules.length === 0) continue;
    const ids = (await sql.rows<{ id: string }>(query, [invoiceId])).map((row) => row.id);
    const judgement = await judge(sql, source, rules, ids, asOf, context.policy);
    for (const finding of judgement.findings) {
      const drafts = finding.facts['draftInvoices'];
      const concerns =
        finding.invoiceId === invoiceId ||
        String(drafts ?? '')
          .split(', ')
          .includes(invoice?.number ?? '');
      if (!concerns) continue;
      const { rule } = finding.rule;
      reasons.push({
        rule: rule.id,
        outcome: 'fires',
        sentence: sentenceOf(rule.sentence, source, finding.facts, finding.currency),
      });
    }
    for (const unknown of judgement.unknowns.filter(() => kind !== 'contract_line')) {
      const { rule } = unknown.rule;
      reasons.push({
        rule: rule.id,
        outcome: 'cannotEvaluate',
        sentence: `${rule.title}: not known are ${unknown.missing.join(', ')}`,
      });
    }
  }
  return reasons;
}
