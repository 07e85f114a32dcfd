import type { Sql } from '../entities/sql.ts';
import { diffFindings, type StandingFinding, type WordedFinding } from './exception-diff.ts';
import type { Judgement } from './judge.ts';

const standing = `
  select s.id, s.rule, s.rule_version, s.subject_id, s.severity, s.amount, s.currency, s.sentence, s.contract_id, s.invoice_id,
         s.effect
    from shadow_finding s
   where s.closed_at is null and s.kind = $1 and s.subject_id = any ($2::uuid[])`;

const columns = `id uuid, rule text, rule_version int, kind text, subject_id uuid, subject_label text, severity text,
  effect text, amount numeric, currency text, legal_entity_id int, contract_id uuid, invoice_id uuid, sentence text,
  facts jsonb`;

function rowOf({ rule: { rule }, ...finding }: WordedFinding) {
  return {
    rule: rule.id,
    rule_version: rule.version,
    kind: rule.entity,
    subject_id: finding.subjectId,
    subject_label: finding.label,
    severity: finding.severity,
    effect: rule.effect,
    amount: finding.amount,
    currency: finding.currency,
    legal_entity_id: finding.legalEntityId,
    contract_id: finding.contractId,
    invoice_id: finding.invoiceId,
    sentence: finding.sentence,
    facts: finding.facts,
  };
}

async function open(sql: Sql, findings: readonly WordedFinding[], now: string): Promise<void> {
  if (findings.length === 0) return;
  await sql.run(
    `insert into shadow_finding (rule, rule_version, kind, subject_id, subject_label, severity, effect, amount,
       currency, legal_entity_id, contract_id, invoice_id, sentence, facts, opened_at, changed_at)
     select i.rule, i.rule_version, i.kind, i.subject_id, i.subject_label, i.severity, i.effect, i.amount,
            i.currency, i.legal_entity_id, i.contract_id, i.invoice_id, i.sentence, i.facts, $2, $2
       from jsonb_to_recordset($1::jsonb) as i (${columns})`,
    [JSON.stringify(findings.map(rowOf)), now],
  );
}

async function change(sql: Sql, changed: readonly object[], now: string): Promise<void> {
  if (changed.length === 0) return;
  await sql.run(
    `update shadow_finding s
        set rule_version = i.rule_version, subject_label = i.subject_label, severity = i.severity, effect = i.effect,
            amount = i.amount, currency = i.currency, legal_entity_id = i.legal_entity_id,
            contract_id = i.contract_id, invoice_id = i.invoice_id, sentence = i.sentence, facts = i.facts,
            changed_at = $2
       from jsonb_to_recordset($1::jsonb) as i (${columns}) where s.id = i.id`,
    [JSON.stringify(changed), now],
  );
}

/** Closes findings in shadow: they no longer hold, or their rule is no longer tried. */
export async function closeShadow(sql: Sql, ids: readonly string[], now: string): Promise<void> {
  if (ids.length === 0) return;
  await sql.run('update shadow_finding s set closed_at = $2, changed_at = $2 where s.id = any ($1::uuid[])', [
    ids,
    now,
  ]);
}

/** Makes what stands in shadow agree with what rules in shadow have said. Nobody is told, and nothing follows. */
export async function recordShadow(
  sql: Sql,
  judgement: Judgement,
  findings: readonly WordedFinding[],
  subjectIds: readonly string[],
  now: string,
): Promise<void> {
  if (judgement.rules.length === 0) return;
  const before = await sql.rows<StandingFinding & Record<string, unknown>>(standing, [
    judgement.source.kind,
    subjectIds,
  ]);
  const diff = diffFindings(judgement, judgement.rules, findings, before);
  await open(sql, diff.opened, now);
  await change(
    sql,
    diff.changed.map(({ standing: { id }, finding }) => ({ id, ...rowOf(finding) })),
    now,
  );
  await closeShadow(
    sql,
    diff.cleared.map(({ id }) => id),
    now,
  );
}
