import type { SubjectKind } from '../domain/subject-kind.ts';
import type { Sql } from './sql.ts';

/** Something that has changed in a way that rules may have to look at, and the event that changed it. */
export interface DirtyMark {
  kind: SubjectKind;
  id: string;
  correlationId: string;
  causationId?: string | null | undefined;
}

/** Marks what has changed, with the statement that changes it, for the rules to look at. */
export function markDirty(sql: Sql, marks: readonly DirtyMark[]): void {
  if (marks.length === 0) return;
  sql.send(
    `insert into dirty (kind, golden_id, correlation_id, causation_id)
     select i.kind, i.id, i."correlationId", i."causationId"
       from jsonb_to_recordset($1::jsonb) as i (kind text, id uuid, "correlationId" uuid, "causationId" text)`,
    [JSON.stringify(marks)],
  );
}
