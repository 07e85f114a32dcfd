import { compoundKey } from '../domain/compound-key.ts';
import type { Kind } from '../domain/kind.ts';
import { type KindName, kinds } from '../domain/kinds.ts';
import type { SystemsOfRecord } from '../domain/policies.ts';
import type { Sql } from '../entities/sql.ts';
import type { FreshLink } from './crosswalk.ts';
import { type DriftRow, storedDrift } from './drift.ts';
import { type Folded, fold, type LinkedRecord } from './fold.ts';
import { type GoldenRow, readGolden } from './golden-rows.ts';
import { type Firm, linkedRecord, linkedRecords } from './linked-records.ts';
import { type FreshIds, type RefOf, type ResolvedRefs, rememberNaturals, resolveRefs } from './resolve-refs.ts';

/** What the fold needs to know of the firm. */
export interface FoldContext {
  policy: SystemsOfRecord;
  firm: Firm;
}

/** Golden records of one kind as they stand, and as their source records now make them. */
export interface Gathered {
  kind: Kind & { name: KindName };
  ids: readonly string[];
  before: ReadonlyMap<string, GoldenRow>;
  /** Without those that no record stands behind any more. */
  folded: ReadonlyMap<string, Folded>;
  drift: readonly DriftRow[];
  refs: readonly RefOf[];
  resolved: ResolvedRefs;
}

// While the answer about one part is being folded, the database works on the next.
const partSize = 500;

function partsOf(ids: readonly string[]): (readonly string[])[] {
  const count = Math.ceil(ids.length / partSize);
  return Array.from({ length: count }, (_each, place) => ids.slice(place * partSize, (place + 1) * partSize));
}

function refsOf(kind: KindName, folded: ReadonlyMap<string, Folded>): RefOf[] {
  return [...folded].flatMap(([goldenId, { refs }]) =>
    Object.entries(refs).map(([name, target]): RefOf => ({ kind, goldenId, name, target })),
  );
}

/** Source records whose links are not stored yet, by their golden record and by what they are known by. */
export interface Fresh {
  recordsOf(kind: KindName, goldenId: string): readonly LinkedRecord[];
  idOf: FreshIds;
}

/** Looks fresh links up. */
export function freshOf(links: readonly FreshLink[], firm: Firm): Fresh {
  const records = new Map<string, LinkedRecord[]>();
  const ids = new Map<string, string>();
  for (const { link, content } of links) {
    const golden = compoundKey(link.kind, link.golden_id);
    const linked = linkedRecord(content, link.method, firm);
    records.set(golden, [...(records.get(golden) ?? []), linked]);
    ids.set(compoundKey(link.kind, link.system, link.key), link.golden_id);
  }
  return {
    recordsOf: (kind, goldenId) => records.get(compoundKey(kind, goldenId)) ?? [],
    idOf: ({ kind, system, key }) => ids.get(compoundKey(kind, system, key)),
  };
}

async function gatherPart(
  sql: Sql,
  kind: Gathered['kind'],
  ids: readonly string[],
  fresh: Fresh,
  { policy, firm }: FoldContext,
): Promise<Gathered> {
  const [stored, before, drift] = await Promise.all([
    linkedRecords(sql, kind.name, ids, firm),
    readGolden(sql, kind, ids),
    storedDrift(sql, kind.name, ids),
  ]);
  const folded = new Map<string, Folded>();
  for (const id of ids) {
    const linked = [...(stored.get(id) ?? []), ...fresh.recordsOf(kind.name, id)];
    if (linked.length === 0) continue;
    const entity = before.get(id)?.['legal_entity_id'];
    folded.set(id, fold(kind, linked, policy, firm.legalEntityCode(typeof entity === 'number' ? entity : null)));
  }
  const refs = refsOf(kind.name, folded);
  rememberNaturals(sql, kind.name, [...before.keys()], refs);
  return { kind, ids, before, folded, drift, refs, resolved: await resolveRefs(sql, refs, fresh.idOf) };
}

/**
 * Reads what a round folds, and folds it: kind by kind in the order in which kinds are written, each in parts. All of
 * it is asked for at once.
 */
export function gather(
  sql: Sql,
  byKind: ReadonlyMap<KindName, readonly string[]>,
  fresh: Fresh,
  context: FoldContext,
): Promise<Gathered[][]> {
  return Promise.all(
    kinds.map((kind) => {
      const name = kind.name as KindName;
      const parts = partsOf(byKind.get(name) ?? []);
      return Promise.all(parts.map((ids) => gatherPart(sql, { ...kind, name }, ids, fresh, context)));
    }),
  );
}
