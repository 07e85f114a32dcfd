import { Link } from '@tanstack/react-router';
import { digitsOf, isZero } from '../format/money.ts';
import { type Column, DataTable } from '../parts/data-table.tsx';
import { ScrollRegion } from '../parts/scroll-region.tsx';
import { recordsBehind } from './behind.ts';
import styles from './breakdown.module.css';
import { FlowStrip } from './flow-strip.tsx';
import { flowParts, type Part } from './money-flow.ts';
import type { FlowLine } from './use-backlog-to-cash.ts';

function Figure({ line, part }: { line: FlowLine; part: Part }) {
  const value = line.flow[part];
  const { to, search } = recordsBehind(part, line.focus);
  const gap = part === 'unexplained' && !isZero(value.amount);
  return (
    <Link
      to={to}
      search={search}
      className={styles['figure']}
      data-gap={gap || undefined}
      data-zero={isZero(value.amount) || undefined}
    >
      {digitsOf(value)}
    </Link>
  );
}

/** The figures of each part of the firm. Its name shows it alone; each figure opens the records behind it. */
export function Breakdown({
  lines,
  dimension,
  currency,
  focused,
}: {
  lines: readonly FlowLine[];
  dimension: string;
  currency: string;
  focused: string | undefined;
}) {
  const columns: Column<FlowLine>[] = [
    {
      title: dimension,
      cell: (line) =>
        line.key === 'all' ? (
          <Link to="/" search={({ focus: _focus, ...rest }) => rest} className={styles['name']}>
            {line.name}
          </Link>
        ) : (
          <Link
            to="/"
            search={(search) => ({ ...search, focus: line.key })}
            className={styles['name']}
            aria-current={line.key === focused || undefined}
          >
            {line.name}
          </Link>
        ),
    },
    { title: 'Spread', cell: (line) => <FlowStrip flow={line.flow} /> },
    ...flowParts.map(
      ({ part, name }): Column<FlowLine> => ({
        title: name,
        numeric: true,
        cell: (line) => <Figure line={line} part={part} />,
      }),
    ),
  ];
  return (
    <ScrollRegion label={`Figures by ${dimension.toLowerCase()} in ${currency}`}>
      <div className={styles['breakdown']}>
        <DataTable
          caption={`Backlog to cash by ${dimension.toLowerCase()}, in ${currency}`}
          columns={columns}
          rows={lines}
          keyOf={(line) => line.key}
        />
      </div>
    </ScrollRegion>
  );
}
