import { refColumn } from '../domain/kind.ts';
import type { Sql } from '../entities/sql.ts';
import type { Gathered } from './gather.ts';
import type { GoldenRow } from './golden-rows.ts';
import { entitiesUsing, parentScopes, type Scope, scopeOf } from './scope.ts';

/** The rows of one kind with refs and scope filled in. */
export async function completeRows(sql: Sql, { kind, folded, resolved }: Gathered): Promise<GoldenRow[]> {
  const rows = [...folded].map(([id, { row }]): GoldenRow => {
    const found = Object.entries(resolved.get(id) ?? {}).map(([name, target]) => [refColumn(name), target]);
    return { id, ...row, ...Object.fromEntries(found) };
  });
  if (kind.scope === 'public') return rows;
  if (kind.scope === 'shared') {
    const entities = await entitiesUsing(sql, kind.name, [...folded.keys()]);
    return rows.map((row) => ({ ...row, legal_entity_ids: entities.get(row.id) ?? [] }));
  }
  const parents = await parentScopes(sql, kind, rows);
  return rows.map((row) => {
    const own = folded.get(row.id)?.scope;
    const scope: Scope = { legal_entity_id: own?.legalEntityId ?? null, practice_id: own?.practiceId ?? null };
    return { ...row, ...scopeOf(kind, row, scope, parents) };
  });
}
