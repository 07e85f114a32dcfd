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

/** What people know records of a kind by. */
export interface NaturalKey {
  kind: KindName;
  natural_key: string;
}

/** What a round of linking did: golden records that gained, lost or kept a changed record. */
export interface Linked {
  touched: { kind: KindName; goldenId: string }[];
  /** Links that are new or moved: whatever was waiting for them can be resolved now. */
  moved: Link[];
  /** Golden records that a link moved away from. */
  left: { kind: KindName; goldenId: string }[];
  /** Natural keys that mean something else than before: whatever points at a record by one has to look again. */
  renamed: NaturalKey[];
}

type Row = Omit<Linkable, 'role'> & { deleted: boolean };

/** A link with the natural key that its record had when it was made; a deleted record has none. */
type StoredLink = Link & { natural_key: string | null };

const linkable = 'r.system, r.kind, r.key, r.natural_key, r.claims_system, r.claims_key, r.deleted';

async function changedRecords(sql: Sql, changed: readonly ChangedRecord[]): Promise<Row[]> {
  return sql.rows(
    `select distinct ${linkable} from source_record r
       join jsonb_to_recordset($1::jsonb) as i (kind text, system text, key text)
         on r.system = i.system and r.kind = i.kind and r.key = i.key`,
    [JSON.stringify(changed)],
  );
}

async function sameNaturalKey(sql: Sql, keys: readonly NaturalKey[]): Promise<Row[]> {
  if (keys.length === 0) return [];
  return sql.rows(
    `select ${linkable} from source_record r
      where (r.kind, r.natural_key) in (
        select i.kind, i.natural_key from jsonb_to_recordset($1::jsonb) as i (kind text, natural_key text))`,
    [JSON.stringify(keys)],
  );
}

async function storedLinks(sql: Sql, records: readonly ChangedRecord[]): Promise<Map<string, StoredLink>> {
  const rows = await sql.rows<StoredLink>(
    `select c.system, c.kind, c.key, c.golden_id, c.method, c.evidence, c.linked_by, c.natural_key from crosswalk c
       join jsonb_to_recordset($1::jsonb) as i (kind text, system text, key text)
         on c.system = i.system and c.kind = i.kind and c.key = i.key`,
    [JSON.stringify(records)],
  );
  return new Map(rows.map((row) => [idOf(row), row]));
}

const idOf = ({ system, kind, key }: ChangedRecord) => JSON.stringify([system, kind, key]);

async function store(sql: Sql, links: readonly StoredLink[]): Promise<void> {
  if (links.length === 0) return;
  await sql.run(
    `insert into crosswalk as c (system, kind, key, golden_id, method, evidence, linked_by, natural_key)
     select i.system, i.kind, i.key, i.golden_id, i.method, i.evidence, i.linked_by, i.natural_key
       from jsonb_to_recordset($1::jsonb) as i (system text, kind text, key text, golden_id uuid, method text,
                                                evidence text, linked_by text, natural_key text)
     on conflict (system, kind, key) do update
       set golden_id = excluded.golden_id, method = excluded.method, evidence = excluded.evidence,
           linked_by = excluded.linked_by, natural_key = excluded.natural_key`,
    [JSON.stringify(links)],
  );
}

type WithRole = Row & Linkable;
type Anchors = (kind: KindName, natural: string) => readonly string[];

/** Which golden records carry a natural key, of those that the given records anchor. */
function anchorsAmong(neighbours: readonly WithRole[], policy: SystemsOfRecord): Anchors {
  const ids = new Map<string, Set<string>>();
  for (const anchor of neighbours.filter(({ kind, role, deleted }) => !deleted && isAnchor(policy, kind, role))) {
    const place = `${anchor.kind}\n${anchor.natural_key}`;
    ids.set(place, (ids.get(place) ?? new Set()).add(decideLink(anchor, policy, () => []).golden_id));
  }
  return (kind, natural) => [...(ids.get(`${kind}\n${natural}`) ?? [])];
}

function decide(
  record: WithRole,
  before: StoredLink | undefined,
  policy: SystemsOfRecord,
  anchors: Anchors,
): StoredLink {
  const natural_key = record.deleted ? null : record.natural_key;
  // What a person has linked stays so.
  if (before?.method === 'person') return { ...before, natural_key };
  return { ...decideLink(record, policy, anchors), natural_key };
}

/** The natural keys of a link before and after, unless it means the same as before. */
function renamedBy(link: StoredLink, before: StoredLink | undefined): NaturalKey[] {
  if (before?.natural_key === link.natural_key && before.golden_id === link.golden_id) return [];
  return [before?.natural_key, link.natural_key].flatMap((natural_key) =>
    typeof natural_key === 'string' ? { kind: link.kind, natural_key } : [],
  );
}

const differs = (link: StoredLink, before: StoredLink | undefined) =>
  before === undefined ||
  (['golden_id', 'method', 'evidence', 'natural_key'] as const).some((column) => before[column] !== link[column]);

/** Matches changed source records to golden records, and those whose only match appeared or vanished with them. */
export async function linkRecords(
  sql: Sql,
  changed: readonly ChangedRecord[],
  policy: SystemsOfRecord,
  roleOf: (system: string) => SystemRole,
): Promise<Linked> {
  if (changed.length === 0) return { touched: [], moved: [], left: [], renamed: [] };
  const withRole = (record: Row): WithRole => ({ ...record, role: roleOf(record.system) });
  const records = (await changedRecords(sql, changed)).map(withRole);
  const known = [...(await storedLinks(sql, records)).values()];

  // Whoever has, or had, the same natural key may have to be linked anew.
  const named = [...records, ...known].flatMap(({ kind, natural_key }) =>
    natural_key === null ? [] : { kind, natural_key },
  );
  const neighbours = (await sameNaturalKey(sql, named)).map(withRole);
  const anchors = anchorsAmong(neighbours, policy);
  const dependants = neighbours.filter(
    ({ kind, role, claims_key }) => claims_key === null && !isAnchor(policy, kind, role),
  );
  const all = [...new Map([...records, ...dependants].map((record) => [idOf(record), record])).values()];
  const before = await storedLinks(sql, all);
  const links = all.map((record) => decide(record, before.get(idOf(record)), policy, anchors));
  const moved = links.filter((link) => before.get(idOf(link))?.golden_id !== link.golden_id);
  await store(
    sql,
    links.filter((link) => differs(link, before.get(idOf(link)))),
  );

  const current = new Map(links.map((link) => [idOf(link), link]));
  const touched = [...records, ...moved].map((record) => current.get(idOf(record)));
  return {
    touched: touched.flatMap((link) => (link === undefined ? [] : [{ kind: link.kind, goldenId: link.golden_id }])),
    moved,
    left: moved.flatMap((link) => {
      const old = before.get(idOf(link));
      return old === undefined ? [] : [{ kind: old.kind, goldenId: old.golden_id }];
    }),
    renamed: links.flatMap((link) => renamedBy(link, before.get(idOf(link)))),
  };
}
