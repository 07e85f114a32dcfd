import { type ColumnType, EntitySchema, type EntitySchemaColumnOptions } from 'typeorm';
import { type AttributeType, columnOf, type Kind, refColumn } from '../domain/kind.ts';
import { kinds } from '../domain/kinds.ts';

const columnTypes: Record<Exclude<AttributeType, object>, ColumnType> = {
  text: 'text',
  decimal: 'numeric',
  integer: 'int',
  boolean: 'boolean',
  date: 'date',
  instant: 'timestamptz',
  currency: 'text',
};

/** A column of a golden table: its name, SQL type, and whether it may be null. */
export interface GoldenColumn {
  name: string;
  type: ColumnType;
  array?: boolean;
  nullable: boolean;
}

const scopeColumns = {
  entity: [
    { name: 'legal_entity_id', type: 'int', nullable: true },
    { name: 'practice_id', type: 'int', nullable: true },
  ],
  shared: [{ name: 'legal_entity_ids', type: 'int', array: true, nullable: false }],
  public: [],
} as const;

/** The columns of a kind's golden table, key first. */
export function goldenColumns(kind: Kind): GoldenColumn[] {
  const attributes = Object.entries(kind.attributes).map(([name, type]) => ({
    name: columnOf(name),
    type: typeof type === 'string' ? columnTypes[type] : ('text' as const),
    nullable: true,
  }));
  const refs = Object.keys(kind.refs).map((name) => ({
    name: refColumn(name),
    type: 'uuid' as const,
    nullable: true,
  }));
  return [
    { name: 'id', type: 'uuid', nullable: false },
    ...attributes,
    ...refs,
    ...scopeColumns[typeof kind.scope === 'string' ? kind.scope : 'entity'],
    { name: 'occurred_at', type: 'timestamptz', nullable: false },
    { name: 'deleted', type: 'boolean', nullable: false },
    { name: 'orphan', type: 'boolean', nullable: false },
  ];
}

/** The columns of a kind's golden table as a select list, of the table under that alias. */
export function goldenSelect(kind: Kind, alias: string): string {
  return goldenColumns(kind)
    .map(({ name }) => `${alias}.${name}`)
    .join(', ');
}

function goldenTable(kind: Kind): EntitySchema {
  const columns: Record<string, EntitySchemaColumnOptions> = {};
  for (const { name, ...column } of goldenColumns(kind)) columns[name] = { ...column, primary: name === 'id' };
  return new EntitySchema({ name: kind.name, tableName: kind.name, columns });
}

/** The golden tables: one row per real-world customer, contract, project, invoice and so on. */
export const goldenTables = kinds.map(goldenTable);
