import type { DataSource } from 'typeorm';
import { kinds } from '../src/domain/kinds.ts';

/** The rows of each table as Postgres prints them, in order. */
export type Dump = Record<string, string[]>;

async function dump(database: DataSource, tables: Readonly<Record<string, string>>): Promise<Dump> {
  const dumped: Dump = {};
  for (const [table, columns] of Object.entries(tables)) {
    const rows: { row: string }[] = await database.query(
      `select (${columns === '' ? 't' : `row (${columns})`})::text as row from ${table} t order by 1`,
    );
    dumped[table] = rows.map(({ row }) => row);
  }
  return dumped;
}

const golden = Object.fromEntries(kinds.map(({ name }) => [name, '']));

/**
 * What the hub holds to be so: every column of every golden table, every link and every disagreement. Of a disagreement
 * it leaves out `since` and `correlation_id`: when the hub learned of it and by whose message is not what it learned.
 */
export function goldenDump(database: DataSource): Promise<Dump> {
  return dump(database, {
    ...golden,
    crosswalk: '',
    pending_ref: '',
    natural_ref: '',
    drift:
      't.kind, t.golden_id, t.attribute, t.system, t.role, t.owner_system, t.owner_value, t.other_value, t.gap, t.legal_entity_id',
  });
}

/** The same, and everything that the hub has ever held to be so, and from what it read it. */
export async function wholeDump(database: DataSource): Promise<Dump> {
  const histories = kinds.map(({ name }) => [`${name}_history`, '']);
  const others = ['drift', 'drift_history', 'movement', 'source_record', 'source_record_history', 'source_aggregate'];
  const all = Object.fromEntries([...histories, ...others.map((table) => [table, ''])]);
  return { ...(await goldenDump(database)), ...(await dump(database, all)) };
}

/** Empties everything that came of messages about some kinds, and the messages themselves. */
export async function forget(owner: DataSource, told: readonly string[]): Promise<void> {
  const tables = told.flatMap((name) => [name, `${name}_history`]);
  const others = ['drift', 'drift_history', 'movement', 'source_record', 'source_record_history', 'source_aggregate'];
  const marks = [
    'crosswalk',
    'person_link',
    'pending_ref',
    'natural_ref',
    'fold_mark',
    'dirty',
    'inbox',
    'inbox_seen',
    'file_load',
    'file_row_key',
  ];
  await owner.query(`truncate ${[...tables, ...others, ...marks].join(', ')}`);
}
