import type { KindName } from '../domain/kinds.ts';
import type { SystemsOfRecord } from '../domain/policies.ts';
import type { Sql } from '../entities/sql.ts';
import { type ChangedRecord, decideLink, isAnchor, type Link, type Linkable } from './link.ts';
import type { Firm } from './linked-records.ts';
import { followersOf, saidColumns, saidJoins, withEnds } from './person-links.ts';

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
  /** The golden record of a changed record; undefined for what is not among them. */
  goldenIdOf(record: { kind: KindName; system: string | null; key: string | null }): string | undefined;
}

type Row = Omit<Linkable, 'role'> & { deleted: boolean; legal_entity: string | null };

/** A link with the natural key that its record had when it was made; a deleted record has none. */
type StoredLink = Link & { natural_key: string | null };

/** A record with the link that it has so far. */
type Linkage = Row & { link: StoredLink | null };

const linkable = 'r.system, r.kind, r.key, r.natural_key, r.claims_system, r.claims_key, r.deleted, r.legal_entity';
const withLink = `${linkable},
  case when c.golden_id is not null then jsonb_build_object('system', c.system, 'kind', c.kind, 'key', c.key,
    'golden_id', c.golden_id, 'method', c.method, 'evidence', c.evidence, 'linked_by', c.linked_by,
    'natural_key', c.natural_key) end as link, ${saidColumns}`;
const linkJoin = `left join crosswalk c on c.system = r.system and c.kind = r.kind and c.key = r.key ${saidJoins}`;

async function changedRecords(sql: Sql, changed: readonly ChangedRecord[]): Promise<Linkage[]> {
  const once = [...new Map(changed.map((record) => [idOf(record), record])).values()];
  const rows = await sql.rows<Linkage>(
    `select ${withLink} from jsonb_to_recordset($1::jsonb) as i (kind text, system text, key text)
       join source_record r on r.system = i.system and r.kind = i.kind and r.key = i.key
       ${linkJoin}`,
    [JSON.stringify(once.map(({ kind, system, key }) => ({ kind, system, key })))],
  );
  return withEnds(sql, rows);
}

/** The changed records, and those whose golden record follows from what people say, or no longer say, of them. */
async function concernedRecords(sql: Sql, changed: readonly ChangedRecord[]): Promise<Linkage[]> {
  const records = await changedRecords(sql, changed);
  const spokenOf = records.filter(({ said, link }) => said !== null || link?.method === 'person');
  if (spokenOf.length === 0) return records;
  return changedRecords(sql, [...changed, ...(await followersOf(sql, spokenOf))]);
}

async function sameNaturalKey(sql: Sql, keys: readonly NaturalKey[]): Promise<Linkage[]> {
  if (keys.length === 0) return [];
  const rows = await sql.rows<Linkage>(
    `select ${withLink} from source_record r ${linkJoin}
      where (r.kind, r.natural_key) in (
        select i.kind, i.natural_key from jsonb_to_recordset($1::jsonb) as i (kind text, natural_key text))`,
    [JSON.stringify(keys)],
  );
  return withEnds(sql, rows);
}

const idOf = ({ system, kind, key }: ChangedRecord) => JSON.stringify([system, kind, key]);

/** A link with the legal entities that a new one is seen in until the golden record has been folded. */
type NewLink = StoredLink & { legal_entity_ids: number[] };

function store(sql: Sql, links: readonly NewLink[]): void {
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

type WithRole = Linkage & Linkable;
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

function decide(record: WithRole, policy: SystemsOfRecord, anchors: Anchors): StoredLink {
  return { ...decideLink(record, policy, anchors), natural_key: record.deleted ? null : record.natural_key };
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
  (['golden_id', 'method', 'evidence', 'linked_by', 'natural_key'] as const).some(
    (column) => before[column] !== link[column],
  );

/** Matches changed source records to golden records, and those whose only match appeared or vanished with them. */
export async function linkRecords(
  sql: Sql,
  changed: readonly ChangedRecord[],
  policy: SystemsOfRecord,
  firm: Pick<Firm, 'roleOf' | 'legalEntityId'>,
): Promise<Linked> {
  if (changed.length === 0) return { touched: [], moved: [], left: [], renamed: [], goldenIdOf: () => undefined };
  const withRole = (record: Linkage): WithRole => ({ ...record, role: firm.roleOf(record.system) });
  const records = (await concernedRecords(sql, changed)).map(withRole);
  const known = records.flatMap(({ link }) => link ?? []);

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
  const before = new Map(all.flatMap(({ link }) => (link === null ? [] : [[idOf(link), link]])));
  const links = all.map((record): NewLink => {
    const entity = firm.legalEntityId(record.system, record.legal_entity);
    const link = decide(record, policy, anchors);
    return { ...link, legal_entity_ids: entity === null ? [] : [entity] };
  });
  const moved = links.filter((link) => before.get(idOf(link))?.golden_id !== link.golden_id);
  store(
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
    goldenIdOf: ({ kind, system, key }) =>
      system === null || key === null ? undefined : current.get(idOf({ kind, system, key }))?.golden_id,
    renamed: links.flatMap((link) => renamedBy(link, before.get(idOf(link)))),
  };
}
