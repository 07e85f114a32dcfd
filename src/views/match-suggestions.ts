import type { Kind } from '../domain/kind.ts';
import { isKind, kindOf } from '../domain/kinds.ts';
import { type Features, type Likeness, likeness } from '../domain/likeness.ts';
import type { MatchingPolicy } from '../domain/policies.ts';
import type { Sql } from '../entities/sql.ts';
import type { ListDefinition } from './list.ts';
import { candidateIds, featuresByIds } from './match-candidates.ts';

/** A golden record that stands alone: its owner has no record of it. */
export interface OrphanRow {
  id: string;
  kind: string;
  label: string;
  legalEntityId: number | null;
}

/** A system's record of an orphan. */
export interface OrphanRecordRow {
  system: string;
  key: string;
  evidence: string;
}

/** A golden record that an orphan may be. */
export interface CandidateRow extends Likeness {
  id: string;
  kind: string;
  label: string;
}

function labelOf({ attributes }: Kind, alias: string): string {
  const names = ['name', 'number', 'description'].filter((name) => attributes[name] !== undefined);
  return `coalesce(${[...names.map((name) => `${alias}.${name}::text`), `${alias}.id::text`].join(', ')})`;
}

/** The orphans of one kind. */
export function orphansOf(kind: Kind): ListDefinition {
  return {
    from: `${kind.name} g`,
    where: 'g.orphan and not g.deleted',
    id: 'g.id',
    select: {
      id: 'g.id',
      kind: `'${kind.name}'`,
      label: labelOf(kind, 'g'),
      legalEntityId: typeof kind.scope === 'string' ? 'null::int' : 'g.legal_entity_id',
    },
    filters: {},
    orders: {},
    defaultOrder: [],
  };
}

/** The systems' records of each orphan, in the order of the ids. */
export async function recordsOfOrphans(sql: Sql, ids: readonly string[]): Promise<OrphanRecordRow[][]> {
  const rows = await sql.rows<OrphanRecordRow & { id: string }>(
    `select x.golden_id as id, x.system, x.key, x.evidence
       from crosswalk x where x.golden_id = any ($1::uuid[]) order by x.system, x.key`,
    [ids],
  );
  return ids.map((id) => rows.filter((row) => row.id === id));
}

function bestFor(own: Features, others: ReadonlyMap<string, Features>, ids: readonly string[], policy: MatchingPolicy) {
  return ids
    .flatMap((id) => {
      const other = others.get(id);
      return other === undefined ? [] : [{ id, ...likeness(own, other, policy) }];
    })
    .filter(({ score }) => score >= policy.suggestFrom)
    .sort((a, b) => b.score - a.score || (a.id < b.id ? -1 : 1))
    .slice(0, policy.mostCandidates);
}

async function candidatesOfKind(
  sql: Sql,
  kind: Kind,
  orphanIds: readonly string[],
  policy: MatchingPolicy,
): Promise<CandidateRow[][]> {
  const near = await candidateIds(sql, kind, orphanIds);
  const features = await featuresByIds(sql, kind, [...new Set([...orphanIds, ...[...near.values()].flat()])]);
  const best = orphanIds.map((orphanId) => {
    const own = features.get(orphanId);
    return own === undefined ? [] : bestFor(own, features, near.get(orphanId) ?? [], policy);
  });
  const labels = new Map(
    (
      await sql.rows<{ id: string; label: string }>(
        `select g.id, ${labelOf(kind, 'g')} as label from ${kind.name} g where g.id = any ($1::uuid[])`,
        [best.flat().map(({ id }) => id)],
      )
    ).map(({ id, label }) => [id, label]),
  );
  return best.map((some) => some.map((each) => ({ ...each, kind: kind.name, label: labels.get(each.id) ?? each.id })));
}

/** What each orphan, named by kind and id, is most like: the likest first, in the order of the names. */
export async function candidatesOf(
  sql: Sql,
  orphans: readonly string[],
  policy: MatchingPolicy,
): Promise<CandidateRow[][]> {
  const named = orphans.map((orphan) => {
    const [kind = '', id = ''] = orphan.split(' ');
    return { orphan, kind, id };
  });
  const found = new Map<string, CandidateRow[]>();
  for (const kind of new Set(named.map((each) => each.kind))) {
    if (!isKind(kind)) continue;
    const some = named.filter((each) => each.kind === kind);
    const ids = some.map(({ id }) => id);
    const candidates = await candidatesOfKind(sql, kindOf(kind), ids, policy);
    for (const [place, { orphan }] of some.entries()) found.set(orphan, candidates[place] ?? []);
  }
  return orphans.map((orphan) => found.get(orphan) ?? []);
}
