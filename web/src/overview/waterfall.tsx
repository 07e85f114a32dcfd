import { VisuallyHidden } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { CSSProperties } from 'react';
import { digitsOf, isZero, roundText } from '../format/money.ts';
import { type Focus, recordsBehind } from './behind.ts';
import { type FlowColumn, flowColumns, type MoneyFlow } from './money-flow.ts';
import styles from './waterfall.module.css';

/** While sources are still read, a gap is no fault: what explains it may be on its way. */
function standing({ kind, part, value }: FlowColumn, growing: boolean): string {
  if (part === 'collected') return 'last';
  if (kind !== 'check') return kind;
  if (isZero(value.amount)) return 'ties';
  return growing ? 'open' : 'gap';
}

function Drawn({ column, currency, growing }: { column: FlowColumn; currency: string; growing: boolean }) {
  const { part, name, about, value, from, to } = column;
  const stands = standing(column, growing);
  return (
    <>
      <span
        className={styles['plot']}
        data-standing={stands}
        style={{ '--from': from, '--to': to } as CSSProperties}
        aria-hidden="true"
      >
        <span className={styles['bar']} data-part={part} data-standing={stands} />
        <span className={styles['round']} data-standing={stands}>
          {stands === 'ties' ? 'ties' : roundText(value.amount)}
        </span>
      </span>
      <span className={styles['name']} data-standing={stands}>
        {name}
      </span>
      <span className={styles['exact']} data-amount={value.formatted}>
        {digitsOf(value)}
        <VisuallyHidden>
          {currency}: {about}
        </VisuallyHidden>
      </span>
    </>
  );
}

interface WaterfallProps {
  flow: MoneyFlow;
  currency: string;
  focus?: Focus;
  /** Whether a source is not in yet. */
  growing?: boolean;
}

/** From signed to collected. Each column stands for records and leads to them, where the page can show them. */
export function Waterfall({ flow, currency, focus, growing = false }: WaterfallProps) {
  return (
    <ol className={styles['waterfall']} aria-label={`Backlog to cash in ${currency}`}>
      {flowColumns(flow).map((column) => {
        const { part, about } = column;
        const drawn = <Drawn column={column} currency={currency} growing={growing} />;
        return (
          <li key={part}>
            {focus === undefined ? (
              <div className={styles['column']} title={about}>
                {drawn}
              </div>
            ) : (
              <Link {...recordsBehind(part, focus)} className={styles['column']} title={about}>
                {drawn}
              </Link>
            )}
          </li>
        );
      })}
    </ol>
  );
}
