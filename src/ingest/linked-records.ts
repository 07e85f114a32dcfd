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

/** What a source record says, by column name. */
export interface SourceContent {
  system: string;
  key: string;
  legal_entity: string | null;
  practice: string | null;
  occurred_at: string;
  deleted: boolean;
  attributes: Values;
  refs: Refs;
}

/** Those of its columns, of `source_record r`, that matching has no use for. */
export const foldedColumns = 'r.practice, r.occurred_at, r.attributes, r.refs';

/** A source record as the fold takes it, with how it was linked. */
export function linkedRecord(content: SourceContent, method: string, firm: Firm): LinkedRecord {
  const { system, key, legal_entity, practice, occurred_at, deleted, attributes, refs } = content;
  return {
    system,
    role: firm.roleOf(system),
    key,
    legalEntityId: firm.legalEntityId(system, legal_entity),
    practiceId: firm.practiceId(system, practice),
    occurredAt: occurred_at,
    deleted,
    values: attributes,
    refs,
    byPerson: method === 'person',
  };
}

/** Every source record that is stored as linked to the given golden records, by golden id. */
export async function linkedRecords(
  sql: Sql,
  kind: KindName,
  goldenIds: readonly string[],
  firm: Firm,
): Promise<Map<string, LinkedRecord[]>> {
  const rows = await sql.rows<SourceContent & { golden_id: string; method: string }>(
    `select c.golden_id, c.method, r.system, r.key, r.legal_entity, r.deleted, ${foldedColumns}
       from crosswalk c
       join source_record r on r.system = c.system and r.kind = c.kind and r.key = c.key
      where c.golden_id = any ($1::uuid[]) and c.kind = $2`,
    [goldenIds, kind],
  );
  const byId = new Map<string, LinkedRecord[]>();
  for (const row of rows) {
    const records = byId.get(row.golden_id) ?? [];
    records.push(linkedRecord(row, row.method, firm));
    byId.set(row.golden_id, records);
  }
  return byId;
}
