import type { DataSource } from 'typeorm';
import { readAs, type Sql } from '../entities/sql.ts';
import type { Checked } from './checked.ts';

const patienceSeconds = 600;

interface ScopedTable {
  name: string;
  many: boolean;
}

/** The tables that a reader may read and whose rows say which legal entities they belong to. */
function scopedTables(sql: Sql): Promise<ScopedTable[]> {
  return sql.rows<ScopedTable & Record<string, unknown>>(
    `select c.oid::regclass::text as name, a.attname = 'legal_entity_ids' as many
       from pg_class c
       join pg_attribute a on a.attrelid = c.oid and a.attname in ('legal_entity_id', 'legal_entity_ids')
      where c.relnamespace = current_schema()::regnamespace and c.relkind in ('r', 'p') and not c.relispartition
        and has_column_privilege(c.oid, a.attnum, 'select')
      order by 1`,
  );
}

async function foreignTables(sql: Sql, entity: number): Promise<string[]> {
  const found: string[] = [];
  for (const { name, many } of await scopedTables(sql)) {
    const foreign = many ? 'not t.legal_entity_ids @> array[$1::int]' : 't.legal_entity_id <> $1::int';
    const row = await sql.row(`select 1 as seen from ${name} t where ${foreign} limit 1`, [entity]);
    if (row !== undefined) found.push(`a row of ${name} to a reader of legal entity ${entity}`);
  }
  return found;
}

/** Whether a reader of one legal entity sees no row of another, asked as the reader for each of them. */
export async function nothingAcross(reader: DataSource, cell: string, entities: readonly number[]): Promise<Checked> {
  const broken: string[] = [];
  for (const entity of entities) {
    const scope = { legalEntityIds: [entity], wholeGroup: false, cell, timeoutSeconds: patienceSeconds };
    broken.push(...(await readAs(reader, scope, (sql) => foreignTables(sql, entity))));
  }
  return {
    id: 'I11',
    check: 'legal entities',
    fine: `no reader of one of ${entities.length} sees a row of another`,
    bad: 'shown',
    broken,
  };
}
