import { randomUUID } from 'node:crypto';
import { appendFeed, type FeedEntry } from '../entities/append-feed.ts';
import type { Sql } from '../entities/sql.ts';
import type { StandingException, WordedFinding } from './exception-diff.ts';
import { explain } from './explain.ts';
import type { Routed, WorkPolicy } from './work-policy.ts';

/** Why subjects were judged, and when. A baseline tells nobody one by one. */
export interface RecordContext {
  now: string;
  cause: 'change' | 'baseline' | 'time';
  causeOf: (subjectId: string) => { correlationId: string; causationId: string | null };
  work: WorkPolicy;
}

interface Episode {
  rule: string;
  subject_id: string;
  episode: number;
}

async function lastEpisodes(sql: Sql, findings: readonly WordedFinding[]): Promise<Map<string, number>> {
  const rows = await sql.rows<Episode>(
    `select e.rule, e.subject_id, max(e.episode) as episode from exception e
       join jsonb_to_recordset($1::jsonb) as i (rule text, subject_id uuid)
         on e.rule = i.rule and e.subject_id = i.subject_id
      group by e.rule, e.subject_id`,
    [JSON.stringify(findings.map(({ rule, subjectId }) => ({ rule: rule.rule.id, subject_id: subjectId })))],
  );
  return new Map(rows.map((row) => [`${row.rule} ${row.subject_id}`, row.episode]));
}

const isMaterial = (finding: WordedFinding, work: WorkPolicy) =>
  work.isMaterial({ ...finding, effect: finding.rule.rule.effect });

/** What subscribers are told of an exception. */
function payloadOf(id: string, finding: WordedFinding, { cause, work }: RecordContext, episode: number) {
  const { rule } = finding.rule;
  return {
    exceptionId: id,
    rule: rule.id,
    ruleVersion: rule.version,
    title: rule.title,
    severity: finding.severity,
    effect: rule.effect,
    cause,
    episode,
    kind: rule.entity,
    subjectId: finding.subjectId,
    subjectLabel: finding.label,
    sentence: finding.sentence,
    amount: finding.amount,
    currency: finding.currency,
    material: isMaterial(finding, work),
    ownerRole: rule.owner,
    contractId: finding.contractId,
    invoiceId: finding.invoiceId,
    correction: rule.correction ?? null,
  };
}

async function rowOf(
  id: string,
  finding: WordedFinding,
  episode: number,
  { now, cause, causeOf, work }: RecordContext,
) {
  const { rule } = finding.rule;
  const { comparisons } = await explain(rule, finding.facts, finding.currency);
  const { correlationId, causationId } = causeOf(finding.subjectId);
  return {
    id,
    rule: rule.id,
    rule_version: rule.version,
    kind: rule.entity,
    subject_id: finding.subjectId,
    subject_label: finding.label,
    cause,
    severity: finding.severity,
    effect: rule.effect,
    amount: finding.amount,
    currency: finding.currency,
    material: isMaterial(finding, work),
    owner_role: rule.owner,
    sla_business_days: rule.slaBusinessDays,
    legal_entity_id: finding.legalEntityId,
    practice_id: finding.practiceId,
    contract_id: finding.contractId,
    invoice_id: finding.invoiceId,
    sentence: finding.sentence,
    facts: finding.facts,
    explanation: comparisons,
    correction: rule.correction ?? null,
    at: now,
    episode,
    correlation_id: correlationId,
    causation_id: causationId,
  };
}

const columns = `id uuid, rule text, rule_version int, kind text, subject_id uuid, subject_label text, cause text,
  severity text, effect text, amount numeric, currency text, owner_role text, sla_business_days int, legal_entity_id int,
  practice_id int, contract_id uuid, invoice_id uuid, sentence text, facts jsonb, explanation jsonb, correction text,
  at timestamptz, episode int, correlation_id uuid, causation_id text, assignee text, queue text, routed_by text,
  material boolean`;

function insertExceptions(sql: Sql, rows: readonly object[]): void {
  sql.send(
    `with input as (
       select i.* from jsonb_to_recordset($1::jsonb) as i (${columns})
     ), granted as (
       select distinct i.legal_entity_id, i.sla_business_days, i.at from input i
     ), sla as (
       -- The end of the last business day that the rule grants.
       select g.legal_entity_id, g.sla_business_days, g.at,
              (min(d.day) + 1)::timestamp at time zone e.time_zone as due_at
         from granted g
         join legal_entity e on e.id = g.legal_entity_id
         join calendar_day a on a.calendar_code = e.calendar_code and a.day = (g.at at time zone e.time_zone)::date
         join calendar_day d on d.calendar_code = a.calendar_code
          and d.business_day >= a.business_day + g.sla_business_days
          and d.day >= a.day and d.day < a.day + 90
        group by g.legal_entity_id, g.sla_business_days, g.at, e.time_zone
     ), inserted as (
       insert into exception (id, rule, rule_version, kind, subject_id, subject_label, status, cause, severity, effect,
         amount, currency, owner_role, sla_due_at, legal_entity_id, practice_id, contract_id, invoice_id, sentence, facts,
         explanation, correction, opened_at, changed_at, episode, correlation_id, causation_id, assignee, assigned_by, queue,
         routed_by, seen_severity, seen_amount, seen_currency, material)
       select i.id, i.rule, i.rule_version, i.kind, i.subject_id, i.subject_label, 'open', i.cause, i.severity, i.effect,
         i.amount, i.currency, i.owner_role, sla.due_at, i.legal_entity_id, i.practice_id, i.contract_id, i.invoice_id,
         i.sentence, i.facts, i.explanation, i.correction, i.at, i.at, i.episode, i.correlation_id, i.causation_id,
         i.assignee, case when i.assignee is not null then 'routing' end, i.queue, i.routed_by, i.severity, i.amount, i.currency,
         i.material
         from input i
         left join sla on sla.legal_entity_id = i.legal_entity_id and sla.sla_business_days = i.sla_business_days
          and sla.at = i.at
     )
     insert into exception_event (exception_id, at, type, actor, data, legal_entity_id, correlation_id)
     select i.id, i.at, case when i.episode = 1 then 'opened' else 'reopened' end, 'rules',
            jsonb_build_object('severity', i.severity, 'amount', i.amount::text, 'sentence', i.sentence,
                               'routedBy', i.routed_by),
            i.legal_entity_id, i.correlation_id
       from input i`,
    [JSON.stringify(rows)],
  );
}

/** Whose a finding is by the routes of the firm; the rule's own owner's where none takes it. */
function routeOf(finding: WordedFinding, { work, now }: RecordContext): Routed | undefined {
  const { rule, amount, currency, legalEntityId, practiceId } = finding;
  return work.route({ rule: rule.rule.id, kind: rule.rule.entity, amount, currency, legalEntityId, practiceId }, now);
}

/** Opens an exception for each finding, with its explanation, and tells the feed unless it is a first load's. */
export async function openExceptions(
  sql: Sql,
  findings: readonly WordedFinding[],
  context: RecordContext,
): Promise<void> {
  if (findings.length === 0) return;
  const episodes = await lastEpisodes(sql, findings);
  const rows: object[] = [];
  const entries: FeedEntry[] = [];
  for (const finding of findings) {
    const id = randomUUID();
    const episode = (episodes.get(`${finding.rule.rule.id} ${finding.subjectId}`) ?? 0) + 1;
    const routed = routeOf(finding, context);
    const { queue = null, assignee = null, why: routedBy = null } = routed ?? {};
    const ownerRole = routed?.ownerRole ?? finding.rule.rule.owner;
    rows.push({
      ...(await rowOf(id, finding, episode, context)),
      owner_role: ownerRole,
      queue,
      assignee,
      routed_by: routedBy,
    });
    entries.push({
      type: episode === 1 ? 'exception.opened' : 'exception.reopened',
      aggregate: 'exception',
      aggregateId: id,
      aggregateVersion: 1,
      legalEntityId: finding.legalEntityId,
      payload: { ...payloadOf(id, finding, context, episode), ownerRole, queue, assignee },
      ...context.causeOf(finding.subjectId),
    });
  }
  insertExceptions(sql, rows);
  if (context.cause !== 'baseline') await appendFeed(sql, entries);
}

/**
 * What happens to a standing exception belongs to the event that opened it, whoever brings the news; what brought it is
 * the causation.
 */
export function storyOf(standing: StandingException, { causeOf }: RecordContext) {
  return { correlationId: standing.correlation_id, causationId: causeOf(standing.subject_id).causationId };
}

/** Writes anew what a finding says where it says something else than before. */
export async function changeExceptions(
  sql: Sql,
  changes: readonly { standing: StandingException; finding: WordedFinding }[],
  context: RecordContext,
): Promise<void> {
  if (changes.length === 0) return;
  const rows: object[] = [];
  const entries: FeedEntry[] = [];
  for (const { standing, finding } of changes) {
    rows.push({ ...(await rowOf(standing.id, finding, 0, context)), correlation_id: standing.correlation_id });
    entries.push({
      type: 'exception.changed',
      aggregate: 'exception',
      aggregateId: standing.id,
      aggregateVersion: standing.version + 1,
      legalEntityId: finding.legalEntityId,
      payload: payloadOf(standing.id, finding, context, 0),
      ...storyOf(standing, context),
    });
  }
  sql.send(
    `with input as (
       select i.* from jsonb_to_recordset($1::jsonb) as i (${columns})
     ), changed as (
       update exception e
          set rule_version = i.rule_version, severity = i.severity, effect = i.effect, amount = i.amount,
              currency = i.currency, material = i.material, sentence = i.sentence, facts = i.facts,
              explanation = i.explanation, invoice_id = i.invoice_id, contract_id = i.contract_id,
              legal_entity_id = i.legal_entity_id, practice_id = i.practice_id, changed_at = i.at, version = e.version + 1
         from input i where e.id = i.id
     )
     insert into exception_event (exception_id, at, type, actor, data, legal_entity_id, correlation_id)
     select i.id, i.at, 'changed', 'rules',
            jsonb_build_object('severity', i.severity, 'amount', i.amount::text, 'sentence', i.sentence),
            i.legal_entity_id, i.correlation_id from input i`,
    [JSON.stringify(rows)],
  );
  if (context.cause !== 'baseline') await appendFeed(sql, entries);
}
