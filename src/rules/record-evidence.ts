import { HubError } from '../domain/errors.ts';
import type { Evidence } from '../domain/evidence.ts';
import type { Sql } from '../entities/sql.ts';

/** Why evidence can't be laid down; undefined where it can: a record must be one that the exception's readers may see. */
export async function evidenceRefusal(
  sql: Sql,
  evidence: readonly Evidence[],
  legalEntityId: number | null,
): Promise<HubError | undefined> {
  for (const each of evidence) {
    if (!('record' in each)) continue;
    const { kind, id } = each.record;
    const there = await sql.row(
      `select 1 from (select to_jsonb(t) as row from ${kind} t where t.id = $1 and not t.deleted) r
        where coalesce((r.row->>'legal_entity_id')::int = $2, r.row->'legal_entity_ids' @> to_jsonb($2::int),
                       not r.row ?| array['legal_entity_id', 'legal_entity_ids'])`,
      [id, legalEntityId],
    );
    if (there === undefined) return new HubError('NOT_FOUND', 'evidence: there is no such record in its legal entity');
  }
  return undefined;
}
