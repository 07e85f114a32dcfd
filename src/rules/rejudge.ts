import { keepRows } from '../entities/compared-rows.ts';
import { copyRows } from '../entities/scratch-cell.ts';
import type { Sql } from '../entities/sql.ts';
import { factSources } from './fact-catalogue.ts';
import { type FactPolicy, policyJson } from './fact-query.ts';
import { type Judgement, judge } from './judge.ts';
import { isToBeJudged } from './look-again.ts';
import { ruleBook } from './rule-book.ts';

// What rules see besides records, and by which versions they judge; parents before their children.
const given = ['stream', 'stream_coverage', 'rule_version', 'rule_life', 'correction', 'correction_step', 'outbox'];

const open = {
  name: 'exception',
  key: `v.rule || ' ' || v.subject_id`,
  select: `
    select e.rule, e.rule_version, e.kind, e.subject_id, e.effect, e.severity, e.amount::text as amount, e.currency,
           e.contract_id, e.invoice_id
      from exception e where e.closed_at is null`,
};

/** The name under which open exceptions are compared. */
export const comparedExceptions = open.name;

/**
 * Why what is open need not be what the rules find as of an instant, as long as that is so: something is still to be
 * judged, or the rules are judged by other tolerances than the given ones.
 */
export async function judgingWaits(sql: Sql, policy: FactPolicy, asOf: string): Promise<string | undefined> {
  if (await isToBeJudged(sql, asOf)) return 'what has changed has not been judged yet';
  const other = await sql.row(
    `select 1 from (select p.policy from policy_in_force p order by p.id desc limit 1) l
      where l.policy is distinct from $1::jsonb`,
    [policyJson(policy, asOf)],
  );
  return other && 'other tolerances are in force than those in the policies here';
}

/** Brings what judging rests on, as the transaction sees it, into a scratch cell, and keeps what is open to compare it. */
export async function bringJudged(sql: Sql, scratch: string): Promise<void> {
  for (const table of given) await copyRows(sql, scratch, table);
  await keepRows(sql, scratch, 'live', [open]);
  await sql.run(
    `update ${scratch}.compared_row c set label = e.rule || ' on ' || e.subject_label
       from exception e where c.name = $1 and c.key = e.rule || ' ' || e.subject_id and e.closed_at is null`,
    [open.name],
  );
}

async function keepFindings(sql: Sql, { findings, unknowns, failures }: Judgement): Promise<void> {
  const found = findings.map(({ rule: { rule }, ...finding }) => ({
    key: `${rule.id} ${finding.subjectId}`,
    label: `${rule.id} on ${finding.label}`,
    rule: rule.id,
    rule_version: rule.version,
    kind: rule.entity,
    subject_id: finding.subjectId,
    effect: rule.effect,
    severity: finding.severity,
    amount: finding.amount,
    currency: finding.currency,
    contract_id: finding.contractId,
    invoice_id: finding.invoiceId,
  }));
  await sql.run(
    `insert into compared_row (side, name, key, label, content)
     select 'rebuilt', $2, i.key, i.label, to_jsonb(v)
       from jsonb_to_recordset($1::jsonb) as i (key text, label text, rule text, rule_version int, kind text,
         subject_id uuid, effect text, severity text, amount text, currency text, contract_id uuid, invoice_id uuid)
      cross join lateral (
        select i.rule, i.rule_version, i.kind, i.subject_id, i.effect, i.severity, i.amount, i.currency, i.contract_id,
               i.invoice_id) v`,
    [JSON.stringify(found), open.name],
  );
  // What can't be evaluated leaves an exception as it stood, and so does a rule that can't be judged.
  await sql.run(
    `delete from compared_row c
      where c.name = $1 and c.side = 'live' and (c.key = any ($2) or c.content->>'rule' = any ($3))`,
    [
      open.name,
      unknowns.map(({ rule, subjectId }) => `${rule.rule.id} ${subjectId}`),
      failures.map(({ rule }) => rule.rule.id),
    ],
  );
}

/**
 * Judges the whole book of a scratch cell by the active rules, as of an instant, and keeps what fires for comparing.
 * Returns the rules that could not be judged.
 */
export async function rejudge(sql: Sql, policy: FactPolicy, asOf: string): Promise<string[]> {
  const { rules, broken } = await ruleBook()(sql);
  const active = rules.filter(({ shadow }) => !shadow);
  const failed = broken.filter(({ shadow }) => !shadow).map(({ rule }) => rule);
  await sql.run(`delete from compared_row c where c.name = $1 and c.content->>'rule' = any ($2)`, [open.name, failed]);
  for (const source of factSources) {
    const about = active.filter(({ rule }) => rule.entity === source.kind);
    if (about.length === 0) continue;
    const judgement = await judge(sql, source, about, null, asOf, policy);
    await keepFindings(sql, judgement);
    failed.push(...judgement.failures.map(({ rule }) => rule.rule.id));
  }
  return failed;
}
