import { VisuallyHidden } from '@mantine/core';
import { IconArrowDown, IconArrowUp } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import styles from './data-table.module.css';
import { useRowKeys } from './use-row-keys.ts';

/** One column of a table. `order` names what the rows can be ordered by through its header. */
export interface Column<Row> {
  title: string;
  cell: (row: Row) => ReactNode;
  numeric?: boolean;
  /** The text that may wrap; everything else stays on one line. */
  wide?: boolean;
  order?: string;
}

/** What the rows are ordered by. */
export interface TableOrder {
  field: string;
  descending: boolean;
}

interface TableProps<Row> {
  caption: string;
  columns: readonly Column<Row>[];
  rows: readonly Row[];
  keyOf: (row: Row) => string;
  order?: TableOrder;
  onOrder?: (order: TableOrder) => void;
  /** Rows to point out, by key. */
  marked?: ReadonlySet<string>;
}

function Header<Row>({ column, order, onOrder }: { column: Column<Row> } & Pick<TableProps<Row>, 'order' | 'onOrder'>) {
  const { title, numeric, order: field } = column;
  if (field === undefined || onOrder === undefined) {
    return (
      <th scope="col" data-numeric={numeric || undefined}>
        {title}
      </th>
    );
  }
  const active = order?.field === field;
  const Arrow = order?.descending ? IconArrowDown : IconArrowUp;
  return (
    <th
      scope="col"
      data-numeric={numeric || undefined}
      aria-sort={active ? (order?.descending ? 'descending' : 'ascending') : 'none'}
    >
      <button type="button" onClick={() => onOrder({ field, descending: active ? !order?.descending : false })}>
        {title}
        {active ? <Arrow size={13} stroke={2} aria-hidden="true" /> : null}
      </button>
    </th>
  );
}

/** Rows of records. Arrow keys move from row to row; on a narrow screen every row becomes a card. */
export function DataTable<Row>({ caption, columns, rows, keyOf, order, onOrder, marked }: TableProps<Row>) {
  const keys = useRowKeys();
  return (
    <div className={styles['frame']}>
      <table className={styles['table']} onKeyDown={keys}>
        <caption>
          <VisuallyHidden>{caption}</VisuallyHidden>
        </caption>
        <thead>
          <tr>
            {columns.map((column) => (
              <Header
                key={column.title}
                column={column}
                {...(order === undefined ? {} : { order })}
                {...(onOrder === undefined ? {} : { onOrder })}
              />
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={keyOf(row)} data-marked={marked?.has(keyOf(row)) || undefined}>
              {columns.map((column) => (
                <td
                  key={column.title}
                  data-label={column.title}
                  data-numeric={column.numeric || undefined}
                  data-wide={column.wide || undefined}
                >
                  <div>{column.cell(row)}</div>
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
