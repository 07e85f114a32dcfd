import type { ReactNode } from 'react';
import { type Column, DataTable } from '../parts/data-table.tsx';
import { ScrollRegion } from '../parts/scroll-region.tsx';
import { FlowStrip } from './flow-strip.tsx';
import styles from './flow-table.module.css';
import { flowParts, type MoneyFlow, type Part } from './money-flow.ts';

interface FlowTableProps<Row> {
  caption: string;
  /** What the rows are. */
  title: string;
  rows: readonly Row[];
  name: (row: Row) => ReactNode;
  figure: (row: Row, part: Part) => ReactNode;
  /** Whether only the stages are told, without what lies between them. */
  stagesOnly?: boolean;
}

/** From signed to collected, one row for each part of a firm; the first row is of all. */
export function FlowTable<Row extends { key: string; flow: MoneyFlow | undefined }>({
  caption,
  title,
  rows,
  name,
  figure,
  stagesOnly = false,
}: FlowTableProps<Row>) {
  const shown = flowParts.filter(({ kind }) => !stagesOnly || kind !== 'between');
  const columns: Column<Row>[] = [
    {
      title,
      cell: (row) => (
        <>
          {name(row)}
          {stagesOnly || row.flow === undefined ? null : <FlowStrip flow={row.flow} />}
        </>
      ),
    },
    ...shown.map((part): Column<Row> => ({ title: part.name, numeric: true, cell: (row) => figure(row, part.part) })),
  ];
  return (
    <ScrollRegion label={caption}>
      <div className={styles['flows']}>
        <DataTable caption={caption} columns={columns} rows={rows} keyOf={({ key }) => key} />
      </div>
    </ScrollRegion>
  );
}
