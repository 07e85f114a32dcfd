import type { Kind } from '../domain/kind.ts';
import type { Sql } from '../entities/sql.ts';
import type { GoldenRow } from './golden-rows.ts';
import type { Link } from './link.ts';

/** A link with the natural key that its record had when it was made; a deleted record has none. */
export type StoredLink = Link & { natural_key: string | null };

/** A link to store. `legal_entity_ids`: in which it is seen until its golden record has been folded. */
export type NewLink = StoredLink & { legal_entity_ids: readonly number[] };

/** Stores links, or what has changed about them. */
export function storeLinks(sql: Sql, links: readonly NewLink[]): void {
  if (links.length === 0) return;
  sql.send(
    `insert into crosswalk as c (system, kind, key, golden_id, method, evidence, linked_by, natural_key,
                                legal_entity_ids)
     select i.system, i.kind, i.key, i.golden_id, i.method, i.evidence, i.linked_by, i.natural_key, i.legal_entity_ids
       from jsonb_to_recordset($1::jsonb) as i (system text, kind text, key text, golden_id uuid, method text,
                                                evidence text, linked_by text, natural_key text, legal_entity_ids int[])
     on conflict (system, kind, key) do update
       set golden_id = excluded.golden_id, method = excluded.method, evidence = excluded.evidence,
           linked_by = excluded.linked_by, natural_key = excluded.natural_key`,
    [JSON.stringify(links)],
  );
}

/** The legal entities in which a golden row is seen, and with it the links to it. */
export function entitiesOf(row: GoldenRow): readonly number[] {
  const entity = row['legal_entity_id'];
  return (row['legal_entity_ids'] as number[] | null | undefined) ?? (typeof entity === 'number' ? [entity] : []);
}

/** What a reader may see of stored links is what it may see of the golden record. */
export function scopeLinks(sql: Sql, kind: Kind, golden: readonly GoldenRow[]): void {
  if (golden.length === 0) return;
  sql.send(
    `update crosswalk c set legal_entity_ids = i.entities
       from jsonb_to_recordset($1::jsonb) as i (id uuid, entities int[])
      where c.golden_id = i.id and c.kind = $2 and c.legal_entity_ids <> i.entities`,
    [JSON.stringify(golden.map((row) => ({ id: row.id, entities: entitiesOf(row) }))), kind.name],
  );
}
