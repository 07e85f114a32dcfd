import { type Kind, refColumn } from '../domain/kind.ts';
import { type GoldenColumn, goldenColumns } from '../entities/golden-tables.ts';
import type { Sql } from '../entities/sql.ts';
import { removeVersioned, type VersionedTable, writeVersioned } from '../entities/write-versioned.ts';

/** A golden row by column name. */
export type GoldenRow = Record<string, unknown> & { id: string };

/** A golden row before and after; null where there was or is none. */
export interface GoldenChange {
  before: GoldenRow | null;
  after: GoldenRow | null;
}

const tables = new Map<string, VersionedTable>();

function sqlType({ type, array }: GoldenColumn): string {
  return `${String(type)}${array === true ? '[]' : ''}`;
}

function tableOf(kind: Kind): VersionedTable {
  const known = tables.get(kind.name);
  if (known !== undefined) return known;
  const columns = goldenColumns(kind).map((column) => ({ name: column.name, type: sqlType(column) }));
  const table = { name: kind.name, key: ['id'], columns };
  tables.set(kind.name, table);
  return table;
}

/** The rows as they stand, by id. */
export async function readGolden(sql: Sql, kind: Kind, ids: readonly string[]): Promise<Map<string, GoldenRow>> {
  const columns = tableOf(kind)
    .columns.map((column) => `g.${column.name}`)
    .join(', ');
  const rows = await sql.rows<GoldenRow>(`select ${columns} from ${kind.name} g where g.id = any ($1::uuid[])`, [ids]);
  return new Map(rows.map((row) => [row.id, row]));
}

function same(a: unknown, b: unknown): boolean {
  if (Array.isArray(a) && Array.isArray(b)) return a.length === b.length && a.every((item, i) => item === b[i]);
  return (a ?? null) === (b ?? null);
}

function differs(before: GoldenRow, after: GoldenRow): boolean {
  return Object.keys(after).some((column) => !same(before[column], after[column]));
}

/** Writes the rows that differ and removes those that no record stands behind any more. Returns what changed. */
export function writeGolden(
  sql: Sql,
  kind: Kind,
  before: ReadonlyMap<string, GoldenRow>,
  after: readonly GoldenRow[],
  gone: readonly string[],
): GoldenChange[] {
  const changed = after.filter((row) => {
    const old = before.get(row.id);
    return old === undefined || differs(old, row);
  });
  const removed = gone.flatMap((id) => before.get(id) ?? []);
  writeVersioned(sql, tableOf(kind), changed);
  removeVersioned(
    sql,
    tableOf(kind),
    removed.map(({ id }) => ({ id })),
  );
  return [
    ...changed.map((row) => ({ before: before.get(row.id) ?? null, after: row })),
    ...removed.map((row) => ({ before: row, after: null })),
  ];
}

/** The golden ids that a row points at through the refs from which it takes its legal entity, in order. */
export function inheritedFrom(kind: Kind, row: Record<string, unknown>): { kind: string; id: string }[] {
  if (typeof kind.scope === 'string') return [];
  return kind.scope.inherit.flatMap((name) => {
    const id = row[refColumn(name)];
    const target = kind.refs[name];
    return typeof id === 'string' && target !== undefined ? [{ kind: target, id }] : [];
  });
}
