import { Link } from '@tanstack/react-router';
import { digitsOf, isZero } from '../format/money.ts';
import { recordsBehind } from './behind.ts';
import styles from './flow-table.module.css';
import { FlowTable } from './flow-table.tsx';
import type { Part } from './money-flow.ts';
import type { Dimension, FlowLine } from './use-backlog-to-cash.ts';

function Figure({ line, part, growing }: { line: FlowLine; part: Part; growing: boolean }) {
  const value = line.flow[part];
  const { to, search } = recordsBehind(part, line.focus);
  const gap = part === 'unexplained' && !growing && !isZero(value.amount);
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

function Name({ line, focused }: { line: FlowLine; focused: string | undefined }) {
  if (line.focus.month !== undefined) return <span className={styles['name']}>{line.name}</span>;
  const focus = line.key === 'all' ? undefined : line.key;
  return (
    <Link
      to="/"
      search={(search) => ({ ...search, focus })}
      className={styles['name']}
      data-shown={focus === focused || undefined}
    >
      {line.name}
    </Link>
  );
}

interface BreakdownProps {
  lines: readonly FlowLine[];
  by: Dimension;
  currency: string;
  focused: string | undefined;
  /** Whether a source is not in yet: a gap is no fault then. */
  growing: boolean;
}

/** What breakdowns are called. */
export const dimensionNames: Record<Dimension, string> = {
  entity: 'Legal entity',
  practice: 'Practice',
  month: 'Month',
};

/**
 * The figures of each part of the firm. Its name shows it alone; each figure opens the records behind it. Of a month
 * only what happened in it is told: what lies between the stages belongs to no month.
 */
export function Breakdown({ lines, by, currency, focused, growing }: BreakdownProps) {
  const title = dimensionNames[by];
  return (
    <FlowTable
      caption={`Backlog to cash by ${title.toLowerCase()}, in ${currency}`}
      title={title}
      rows={lines}
      name={(line) => <Name line={line} focused={focused} />}
      figure={(line, part) => <Figure line={line} part={part} growing={growing} />}
      stagesOnly={by === 'month'}
    />
  );
}
