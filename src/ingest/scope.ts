import type { Kind } from '../domain/kind.ts';
import { refColumn } from '../domain/kind.ts';
import { type KindName, kinds } from '../domain/kinds.ts';
import type { Sql } from '../entities/sql.ts';
import { type GoldenChange, type GoldenRow, inheritedFrom } from './golden-rows.ts';

/** The legal entity and practice of a golden record. */
export interface Scope {
  legal_entity_id: number | null;
  practice_id: number | null;
}

/** The scopes of the golden records that the rows inherit from, by golden id. */
export async function parentScopes(
  sql: Sql,
  kind: Kind,
  rows: readonly Record<string, unknown>[],
): Promise<Map<string, Scope>> {
  const wanted = new Map<string, Set<string>>();
  for (const parent of rows.flatMap((row) => inheritedFrom(kind, row))) {
    wanted.set(parent.kind, (wanted.get(parent.kind) ?? new Set()).add(parent.id));
  }
  const found = await Promise.all(
    [...wanted].map(([parent, ids]) =>
      sql.rows<Scope & { id: string }>(
        `select p.id, p.legal_entity_id, p.practice_id from ${parent} p where p.id = any ($1::uuid[])`,
        [[...ids]],
      ),
    ),
  );
  return new Map(found.flat().map(({ id, ...scope }) => [id, scope]));
}

/** Its own scope where the record names one, else that of the first parent that has one. */
export function scopeOf(
  kind: Kind,
  row: Record<string, unknown>,
  own: Scope,
  parents: ReadonlyMap<string, Scope>,
): Scope {
  const inherited = inheritedFrom(kind, row).flatMap(({ id }) => parents.get(id) ?? []);
  const first = (pick: (scope: Scope) => number | null) => inherited.map(pick).find((id) => id !== null) ?? null;
  return {
    legal_entity_id: own.legal_entity_id ?? first((scope) => scope.legal_entity_id),
    practice_id: own.practice_id ?? first((scope) => scope.practice_id),
  };
}

/** The refs through which records that belong to one legal entity use a kind that is shared by several. */
function usersOf(shared: string): { child: string; column: string }[] {
  return kinds.flatMap((child) =>
    typeof child.scope === 'string'
      ? []
      : Object.entries(child.refs)
          .filter(([, target]) => target === shared)
          .map(([name]) => ({ child: child.name, column: refColumn(name) })),
  );
}

/** The legal entities that use each of the shared records, sorted. */
export async function entitiesUsing(sql: Sql, kind: KindName, ids: readonly string[]): Promise<Map<string, number[]>> {
  const parts = usersOf(kind).map(
    ({ child, column }) =>
      `select u.${column} as id, u.legal_entity_id from ${child} u where u.${column} = any ($1::uuid[])`,
  );
  const rows = await sql.rows<{ id: string; entities: number[] }>(
    `select u.id, array_agg(distinct u.legal_entity_id order by u.legal_entity_id) as entities
       from (${parts.join(' union all ')}) u where u.legal_entity_id is not null group by u.id`,
    [ids],
  );
  return new Map(rows.map((row) => [row.id, row.entities]));
}

/** Shared records whose legal entities must be counted again because of these changes. */
export async function sharedToRecount(
  sql: Sql,
  kind: Kind,
  changes: readonly GoldenChange[],
): Promise<{ kind: KindName; goldenId: string }[]> {
  const questions = Object.entries(kind.refs).flatMap(([name, target]) => {
    if (kinds.find((other) => other.name === target)?.scope !== 'shared') return [];
    const uses = changes.flatMap((change) => changedUse(change, refColumn(name)));
    return uses.length === 0 ? [] : [{ target: target as KindName, uses }];
  });
  const found = await Promise.all(
    questions.map(async ({ target, uses }) => {
      const rows = await sql.rows<{ id: string }>(
        `select distinct s.id from ${target} s
           join jsonb_to_recordset($1::jsonb) as i (id uuid, entity int, removed boolean) on s.id = i.id
          where i.removed or not (s.legal_entity_ids @> array[i.entity])`,
        [JSON.stringify(uses)],
      );
      return rows.map(({ id }) => ({ kind: target, goldenId: id }));
    }),
  );
  return found.flat();
}

function useOf(row: GoldenRow | null, column: string): { id: unknown; entity: unknown } | undefined {
  const id = row?.[column];
  const entity = row?.['legal_entity_id'];
  return typeof id === 'string' && typeof entity === 'number' ? { id, entity } : undefined;
}

function changedUse({ before, after }: GoldenChange, column: string) {
  const was = useOf(before, column);
  const is = useOf(after, column);
  if (was?.id === is?.id && was?.entity === is?.entity) return [];
  const gone = was === undefined ? [] : [{ ...was, removed: true }];
  return is === undefined ? gone : [...gone, { ...is, removed: false }];
}
