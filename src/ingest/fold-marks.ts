import type { KindName } from '../domain/kinds.ts';
import type { Sql } from '../entities/sql.ts';
import type { ChangedRecord } from './link.ts';

/** Something that the fold has to look at, and whose event made it so. */
export interface FoldMark {
  id: string;
  kind: KindName;
  system: string | null;
  key: string | null;
  golden_id: string | null;
  baseline: boolean;
  correlation_id: string;
  causation_id: string | null;
}

/** Where a change of a golden record comes from. */
export interface Cause {
  baseline: boolean;
  correlationId: string;
  causationId: string | null;
}

/**
 * Takes the oldest marks on these kinds off, in the transaction that folds them: until it commits they stand for
 * everybody else.
 */
export function takeMarks(sql: Sql, kinds: readonly KindName[], limit: number): Promise<FoldMark[]> {
  return sql.rows(
    `with taken as (
       delete from fold_mark m where m.id in (
         select o.id from fold_mark o where o.kind = any ($1::text[]) order by o.id limit $2)
       returning m.id, m.kind, m.system, m.key, m.golden_id, m.baseline, m.correlation_id, m.causation_id
     )
     select t.id::text, t.kind, t.system, t.key, t.golden_id, t.baseline, t.correlation_id, t.causation_id
       from taken t order by t.id`,
    [kinds, limit],
  );
}

/** The source records among the marks. */
export function markedRecords(marks: readonly FoldMark[]): ChangedRecord[] {
  return marks.flatMap(({ kind, system, key }) => (system === null || key === null ? [] : [{ kind, system, key }]));
}

/** The event that left a mark. */
export function causeOf(mark: FoldMark): Cause {
  return { baseline: mark.baseline, correlationId: mark.correlation_id, causationId: mark.causation_id };
}

/** Marks golden records to be folded again in a later round. */
export function markGolden(sql: Sql, marks: readonly { kind: KindName; goldenId: string; cause: Cause }[]): void {
  if (marks.length === 0) return;
  sql.send(
    `insert into fold_mark (kind, golden_id, baseline, correlation_id, causation_id)
     select i.kind, i."goldenId", (i.cause->>'baseline')::boolean, (i.cause->>'correlationId')::uuid,
            i.cause->>'causationId'
       from jsonb_to_recordset($1::jsonb) as i (kind text, "goldenId" uuid, cause jsonb)`,
    [JSON.stringify(marks)],
  );
}
