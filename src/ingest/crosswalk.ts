import { compoundKey } from '../domain/compound-key.ts';
import type { KindName } from '../domain/kinds.ts';
import type { SystemsOfRecord } from '../domain/policies.ts';
import type { Sql } from '../entities/sql.ts';
import { type ChangedRecord, decideLink, isAnchor, type Link, type Linkable } from './link.ts';
import { type Firm, foldedColumns, type SourceContent } from './linked-records.ts';
import { followersOf, saidColumns, saidJoins, withEnds } from './person-links.ts';
import { type NewLink, type StoredLink, storeLinks } from './store-links.ts';

/** What people know records of a kind by. */
export interface NaturalKey {
  kind: KindName;
  natural_key: string;
}

/**
 * A record that had no link so far, and that nobody looks for by a natural key. Its link is not stored yet: whoever folds
 * the golden record knows in which legal entities it is seen, and writes it once.
 */
export interface FreshLink {
  link: NewLink;
  content: SourceContent;
}

/** What a round of linking did: golden records that gained, lost or kept a changed record. */
export interface Linked {
  fresh: FreshLink[];
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

/** A record with the link that it has so far. */
type Linkage = Row & { link: StoredLink | null };

const linkable = 'r.system, r.kind, r.key, r.natural_key, r.claims_system, r.claims_key, r.deleted, r.legal_entity';
const withLink = `${linkable},
  case when c.golden_id is not null then jsonb_build_object('system', c.system, 'kind', c.kind, 'key', c.key,
    'golden_id', c.golden_id, 'method', c.method, 'evidence', c.evidence, 'linked_by', c.linked_by,
    'natural_key', c.natural_key) end as link, ${saidColumns}`;
const linkJoin = `left join crosswalk c on c.system = r.system and c.kind = r.kind and c.key = r.key ${saidJoins}`;

/** A changed record with the link that it has so far, and what it says. */
type Changed = Linkage & SourceContent;

async function changedRecords(sql: Sql, changed: readonly ChangedRecord[]): Promise<Changed[]> {
  const once = [...new Map(changed.map((record) => [idOf(record), record])).values()];
  const rows = await sql.rows<Changed>(
    `select ${withLink}, ${foldedColumns} from jsonb_to_recordset($1::jsonb) as i (kind text, system text, key text)
       join source_record r on r.system = i.system and r.kind = i.kind and r.key = i.key
       ${linkJoin}`,
    [JSON.stringify(once.map(({ kind, system, key }) => ({ kind, system, key })))],
  );
  return withEnds(sql, rows);
}

/** The changed records, and those whose golden record follows from what people say, or no longer say, of them. */
async function concernedRecords(sql: Sql, changed: readonly ChangedRecord[]): Promise<Changed[]> {
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

const idOf = ({ system, kind, key }: ChangedRecord) => compoundKey(system, kind, key);

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

const nothingLinked: Linked = {
  fresh: [],
  touched: [],
  moved: [],
  left: [],
  renamed: [],
  goldenIdOf: () => undefined,
};

const isFresh = ({ link, natural_key }: Linkage) => link === null && natural_key === null;

/** Matches changed source records to golden records, and those whose only match appeared or vanished with them. */
export async function linkRecords(
  sql: Sql,
  changed: readonly ChangedRecord[],
  policy: SystemsOfRecord,
  firm: Pick<Firm, 'roleOf' | 'legalEntityId'>,
): Promise<Linked> {
  if (changed.length === 0) return nothingLinked;
  const withRole = <Some extends Linkage>(record: Some) => ({ ...record, role: firm.roleOf(record.system) });
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
  const current = new Map(links.map((link) => [idOf(link), link]));
  const fresh = records
    .filter(isFresh)
    .map((content): FreshLink => ({ content, link: current.get(idOf(content)) as NewLink }));
  const later = new Set(fresh.map(({ link }) => link));
  storeLinks(
    sql,
    links.filter((link) => !later.has(link) && differs(link, before.get(idOf(link)))),
  );

  const touched = [...records, ...moved].map((record) => current.get(idOf(record)));
  return {
    fresh,
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
