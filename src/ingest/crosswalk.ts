import type { KindName } from '../domain/kinds.ts';
import type { SystemsOfRecord } from '../domain/policies.ts';
import type { SystemRole } from '../domain/roles.ts';
import type { Sql } from '../entities/sql.ts';
import { decideLink, isAnchor, type Link, type Linkable } from './link.ts';

/** A source record that changed. */
export interface ChangedRecord {
  kind: KindName;
  system: string;
  key: string;
}

/** What a round of linking did: golden records that gained, lost or kept a changed record. */
export interface Linked {
  touched: { kind: KindName; goldenId: string }[];
  /** Links that are new or moved: whatever was waiting for them can be resolved now. */
  moved: Link[];
  /** Golden records that a link moved away from. */
  left: { kind: KindName; goldenId: string }[];
}

const linkable = 'r.system, r.kind, r.key, r.natural_key, r.claims_system, r.claims_key';

async function changedRecords(sql: Sql, changed: readonly ChangedRecord[]): Promise<Omit<Linkable, 'role'>[]> {
  return sql.rows(
    `select distinct ${linkable} from source_record r
       join jsonb_to_recordset($1::jsonb) as i (kind text, system text, key text)
         on r.system = i.system and r.kind = i.kind and r.key = i.key`,
    [JSON.stringify(changed)],
  );
}

interface NaturalKey {
  kind: KindName;
  natural_key: string;
}

async function sameNaturalKey(sql: Sql, keys: readonly NaturalKey[]): Promise<Omit<Linkable, 'role'>[]> {
  if (keys.length === 0) return [];
  return sql.rows(
    `select ${linkable} from source_record r
      where (r.kind, r.natural_key) in (
        select i.kind, i.natural_key from jsonb_to_recordset($1::jsonb) as i (kind text, natural_key text))
        and not r.deleted`,
    [JSON.stringify(keys)],
  );
}

async function storedLinks(sql: Sql, records: readonly ChangedRecord[]): Promise<Map<string, Link>> {
  const rows = await sql.rows<Link>(
    `select c.system, c.kind, c.key, c.golden_id, c.method, c.evidence, c.linked_by from crosswalk c
       join jsonb_to_recordset($1::jsonb) as i (kind text, system text, key text)
         on c.system = i.system and c.kind = i.kind and c.key = i.key`,
    [JSON.stringify(records)],
  );
  return new Map(rows.map((row) => [idOf(row), row]));
}

const idOf = ({ system, kind, key }: ChangedRecord) => JSON.stringify([system, kind, key]);

async function store(sql: Sql, links: readonly Link[]): Promise<void> {
  if (links.length === 0) return;
  await sql.run(
    `insert into crosswalk as c (system, kind, key, golden_id, method, evidence, linked_by)
     select i.system, i.kind, i.key, i.golden_id, i.method, i.evidence, i.linked_by
       from jsonb_to_recordset($1::jsonb) as i (system text, kind text, key text, golden_id uuid, method text,
                                                evidence text, linked_by text)
     on conflict (system, kind, key) do update
       set golden_id = excluded.golden_id, method = excluded.method, evidence = excluded.evidence,
           linked_by = excluded.linked_by`,
    [JSON.stringify(links)],
  );
}

/** Matches changed source records to golden records, and those whose only match appeared or vanished with them. */
export async function linkRecords(
  sql: Sql,
  changed: readonly ChangedRecord[],
  policy: SystemsOfRecord,
  roleOf: (system: string) => SystemRole,
): Promise<Linked> {
  if (changed.length === 0) return { touched: [], moved: [], left: [] };
  const withRole = (record: Omit<Linkable, 'role'>): Linkable => ({ ...record, role: roleOf(record.system) });
  const records = (await changedRecords(sql, changed)).map(withRole);

  // A kind whose records are all anchors is never matched by natural key: nothing to look up.
  const byNatural = records.filter((record) => record.natural_key !== null);
  const neighbours = (await sameNaturalKey(sql, byNatural as (Linkable & NaturalKey)[])).map(withRole);
  const anchors = neighbours.filter((record) => isAnchor(policy, record.kind, record.role));
  const anchorIds = new Map<string, Set<string>>();
  for (const anchor of anchors) {
    const place = `${anchor.kind}\n${anchor.natural_key}`;
    const ids = anchorIds.get(place) ?? new Set();
    anchorIds.set(place, ids.add(decideLink(anchor, policy, () => []).golden_id));
  }
  const anchorsByNatural = (kind: KindName, natural: string) => [...(anchorIds.get(`${kind}\n${natural}`) ?? [])];

  const dependants = neighbours.filter((record) => record.claims_key === null && !anchors.includes(record));
  const all = [...new Map([...records, ...dependants].map((record) => [idOf(record), record])).values()];
  const before = await storedLinks(sql, all);
  const decided = all
    .filter((record) => before.get(idOf(record))?.method !== 'person')
    .map((record) => decideLink(record, policy, anchorsByNatural));
  const moved = decided.filter((link) => before.get(idOf(link))?.golden_id !== link.golden_id);
  const reworded = decided.filter((link) => before.get(idOf(link))?.method !== link.method);
  await store(sql, [...new Set([...moved, ...reworded])]);

  const current = new Map([...before, ...decided.map((link) => [idOf(link), link] as const)]);
  const touched = [...records, ...moved].map((record) => current.get(idOf(record)));
  return {
    touched: touched.flatMap((link) => (link === undefined ? [] : [{ kind: link.kind, goldenId: link.golden_id }])),
    moved,
    left: moved.flatMap((link) => {
      const old = before.get(idOf(link));
      return old === undefined ? [] : [{ kind: old.kind, goldenId: old.golden_id }];
    }),
  };
}
