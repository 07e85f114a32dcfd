import type { Kind } from '../domain/kind.ts';
import { type KindName, kinds } from '../domain/kinds.ts';
import type { SystemsOfRecord } from '../domain/policies.ts';
import type { Sql } from '../entities/sql.ts';
import { type DriftRow, storedDrift } from './drift.ts';
import { type Folded, fold } from './fold.ts';
import { type GoldenRow, readGolden } from './golden-rows.ts';
import { type Firm, linkedRecords } from './linked-records.ts';
import { type RefOf, type ResolvedRefs, rememberNaturals, resolveRefs } from './resolve-refs.ts';

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

async function gatherPart(
  sql: Sql,
  kind: Gathered['kind'],
  ids: readonly string[],
  { policy, firm }: FoldContext,
): Promise<Gathered> {
  const [records, before, drift] = await Promise.all([
    linkedRecords(sql, kind.name, ids, firm),
    readGolden(sql, kind, ids),
    storedDrift(sql, kind.name, ids),
  ]);
  const folded = new Map<string, Folded>();
  for (const [id, linked] of records) {
    const entity = before.get(id)?.['legal_entity_id'];
    folded.set(id, fold(kind, linked, policy, firm.legalEntityCode(typeof entity === 'number' ? entity : null)));
  }
  const refs = refsOf(kind.name, folded);
  rememberNaturals(sql, kind.name, [...before.keys()], refs);
  return { kind, ids, before, folded, drift, refs, resolved: await resolveRefs(sql, refs) };
}

/**
 * Reads what a round folds, and folds it: kind by kind in the order in which kinds are written, each in parts. All of
 * it is asked for at once.
 */
export function gather(
  sql: Sql,
  byKind: ReadonlyMap<KindName, readonly string[]>,
  context: FoldContext,
): Promise<Gathered[][]> {
  return Promise.all(
    kinds.map((kind) => {
      const name = kind.name as KindName;
      const parts = partsOf(byKind.get(name) ?? []);
      return Promise.all(parts.map((ids) => gatherPart(sql, { ...kind, name }, ids, context)));
    }),
  );
}
