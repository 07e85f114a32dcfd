import type { KindName } from '../domain/kinds.ts';
import { goldenId } from '../entities/golden-id.ts';
import type { Sql } from '../entities/sql.ts';
import type { ChangedRecord, PersonSaid } from './link.ts';

/** What people have said of a record and of the one that it claims, as columns beside `source_record r`. */
export const saidColumns = `
  case when s.golden_id is not null then jsonb_build_object('golden_id', s.golden_id, 'reason', s.reason,
    'linked_by', s.linked_by) end as said, t.golden_id as claimed_is`;

/** The joins that those columns need. */
export const saidJoins = `
  left join person_link s on s.system = r.system and s.kind = r.kind and s.key = r.key
  left join person_link t on t.system = r.claims_system and t.kind = r.kind and t.key = r.claims_key`;

// People are refused to say things in a circle. Should there be one, this ends it.
const mostSteps = 100;

/** The golden records that the given ones are in the end: a person may say that a is b, and another one that b is c. */
export async function endsOf(sql: Sql, goldenIds: readonly string[]): Promise<Map<string, string>> {
  if (goldenIds.length === 0) return new Map();
  const rows = await sql.rows<{ start: string; golden_id: string }>(
    `with recursive step as (
       select i.id as start, i.id as golden_id, 0 as number from unnest($1::uuid[]) as i (id)
       union all
       select s.start, p.golden_id, s.number + 1
         from step s join person_link p on p.from_id = s.golden_id where s.number < ${mostSteps}
     )
     select distinct on (s.start) s.start, s.golden_id from step s order by s.start, s.number desc`,
    [[...new Set(goldenIds)]],
  );
  return new Map(rows.map((row) => [row.start, row.golden_id]));
}

/** Puts the golden records that they are in the end in the place of those that people and claims name. */
export async function withEnds<Row extends { said: PersonSaid | null; claimed_is: string | null }>(
  sql: Sql,
  rows: readonly Row[],
): Promise<Row[]> {
  const named = rows.flatMap(({ said, claimed_is }) => [said?.golden_id ?? [], claimed_is ?? []].flat());
  const ends = await endsOf(sql, named);
  const end = (id: string) => ends.get(id) ?? id;
  return rows.map((row) => ({
    ...row,
    said: row.said === null ? null : { ...row.said, golden_id: end(row.said.golden_id) },
    claimed_is: row.claimed_is === null ? null : end(row.claimed_is),
  }));
}

/**
 * The records whose golden record follows from what people have said of these: those that claim one of them, and those
 * that people have said to be one of them.
 */
export function followersOf(sql: Sql, records: readonly ChangedRecord[]): Promise<ChangedRecord[]> {
  return sql.rows<{ kind: KindName; system: string; key: string }>(
    `with recursive reached as (
       select i.kind, i.system, i.key, i.own
         from jsonb_to_recordset($1::jsonb) as i (kind text, system text, key text, own uuid)
       union
       select p.kind, p.system, p.key, p.from_id from reached h join person_link p on p.golden_id = h.own
     )
     select h.kind, h.system, h.key from reached h
     union
     select r.kind, r.system, r.key
       from reached h
       join source_record r on r.claims_system = h.system and r.kind = h.kind and r.claims_key = h.key`,
    [JSON.stringify(records.map(({ kind, system, key }) => ({ kind, system, key, own: goldenId(kind, system, key) })))],
  );
}
