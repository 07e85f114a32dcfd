import type { KindName } from '../domain/kinds.ts';
import type { Refs, Values } from '../domain/record.ts';
import type { SystemRole } from '../domain/roles.ts';
import type { Sql } from '../entities/sql.ts';
import type { LinkedRecord } from './fold.ts';

/** What the configuration knows of systems and of their own names for the firm's parts. */
export interface Firm {
  roleOf(system: string): SystemRole;
  legalEntityId(system: string, name: string | null): number | null;
  practiceId(system: string, name: string | null): number | null;
  legalEntityCode(id: number | null): string | null;
}

interface Row {
  golden_id: string;
  system: string;
  key: string;
  legal_entity: string | null;
  practice: string | null;
  occurred_at: string;
  deleted: boolean;
  attributes: Values;
  refs: Refs;
  method: string;
}

/** Every source record of the given golden records, by golden id. */
export async function linkedRecords(
  sql: Sql,
  kind: KindName,
  goldenIds: readonly string[],
  firm: Firm,
): Promise<Map<string, LinkedRecord[]>> {
  const rows = await sql.rows<Row>(
    `select c.golden_id, r.system, r.key, r.legal_entity, r.practice, r.occurred_at, r.deleted, r.attributes, r.refs,
            c.method
       from crosswalk c
       join source_record r on r.system = c.system and r.kind = c.kind and r.key = c.key
      where c.golden_id = any ($1::uuid[]) and c.kind = $2`,
    [goldenIds, kind],
  );
  const byId = new Map<string, LinkedRecord[]>();
  for (const row of rows) {
    const records = byId.get(row.golden_id) ?? [];
    records.push({
      system: row.system,
      role: firm.roleOf(row.system),
      key: row.key,
      legalEntityId: firm.legalEntityId(row.system, row.legal_entity),
      practiceId: firm.practiceId(row.system, row.practice),
      occurredAt: row.occurred_at,
      deleted: row.deleted,
      values: row.attributes,
      refs: row.refs,
      byPerson: row.method === 'person',
    });
    byId.set(row.golden_id, records);
  }
  return byId;
}
