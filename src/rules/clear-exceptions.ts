import type { RuleLife } from '../domain/rule-life.ts';
import { appendFeed, type FeedEntry } from '../entities/append-feed.ts';
import type { Sql } from '../entities/sql.ts';
import { endRisks } from './accepted-risk.ts';
import type { StandingException } from './exception-diff.ts';
import { type RecordContext, storyOf } from './exception-writes.ts';

/** Why something is closed that may still hold: the rule is no longer judged by. */
export interface Because {
  cause: RuleLife;
  actor: string;
  comment: string;
}

/** Closes what no longer holds, or what nobody asks any more, and says so to whoever was told of it. */
export async function clearExceptions(
  sql: Sql,
  cleared: readonly StandingException[],
  context: RecordContext,
  because?: Because,
): Promise<void> {
  if (cleared.length === 0) return;
  const rows = cleared.map((each) => ({ id: each.id, correlation_id: each.correlation_id }));
  const closed = await sql.rows<{ id: string; version: number; payload: object }>(
    `update exception e
        set status = 'closed', closed_at = $2, changed_at = $2, version = e.version + 1
       from jsonb_to_recordset($1::jsonb) as i (id uuid) where e.id = i.id
     returning e.id, e.version, jsonb_build_object('exceptionId', e.id, 'rule', e.rule, 'ruleVersion', e.rule_version,
       'severity', e.severity, 'effect', e.effect, 'cause', coalesce($3, e.cause), 'episode', e.episode, 'kind', e.kind,
       'subjectId', e.subject_id, 'subjectLabel', e.subject_label, 'sentence', e.sentence, 'amount', e.amount::text,
       'currency', e.currency, 'ownerRole', e.owner_role, 'material', e.material, 'contractId', e.contract_id, 'invoiceId', e.invoice_id) as payload`,
    [JSON.stringify(rows), context.now, because?.cause ?? null],
  );
  await sql.run(
    `insert into exception_event (exception_id, at, type, actor, comment, data, legal_entity_id, correlation_id)
     select e.id, $2, 'cleared', $3, $4, $5::jsonb, e.legal_entity_id, i.correlation_id
       from jsonb_to_recordset($1::jsonb) as i (id uuid, correlation_id uuid) join exception e on e.id = i.id`,
    [
      JSON.stringify(rows),
      context.now,
      because?.actor ?? 'rules',
      because?.comment ?? null,
      JSON.stringify(because === undefined ? {} : { cause: because.cause }),
    ],
  );
  await endRisks(
    sql,
    cleared.map(({ id }) => id),
    'cleared',
  );
  const byId = new Map(closed.map((row) => [row.id, row]));
  const entries = cleared.flatMap((each): FeedEntry[] => {
    const row = byId.get(each.id);
    if (row === undefined) return [];
    return [
      {
        type: 'exception.cleared',
        aggregate: 'exception',
        aggregateId: each.id,
        aggregateVersion: row.version,
        legalEntityId: each.legal_entity_id,
        payload: row.payload,
        ...storyOf(each, context),
      },
    ];
  });
  await appendFeed(sql, entries);
}
