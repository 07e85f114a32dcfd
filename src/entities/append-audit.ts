import type { Sql } from './sql.ts';

/** Who did what, to what, and why. */
export interface AuditEntry {
  actor: string;
  action: string;
  subject: string;
  detail: object;
  legalEntityId: number | null;
  correlationId: string;
}

/** Appends to the audit log, in the transaction of what was done. The sequencer chains the entries later. */
export async function appendAudit(sql: Sql, entries: readonly AuditEntry[]): Promise<void> {
  if (entries.length === 0) return;
  await sql.run(
    `insert into audit_log (at, actor, action, subject, detail, legal_entity_id, correlation_id)
     select clock_timestamp(), i.actor, i.action, i.subject, i.detail, i."legalEntityId", i."correlationId"
       from jsonb_to_recordset($1::jsonb) as i (actor text, action text, subject text, detail jsonb,
         "legalEntityId" int, "correlationId" uuid)`,
    [JSON.stringify(entries)],
  );
}
