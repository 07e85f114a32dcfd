import { VisuallyHidden } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { CSSProperties } from 'react';
import { digitsOf, isZero, roundText } from '../format/money.ts';
import { type Focus, recordsBehind } from './behind.ts';
import { type FlowColumn, flowColumns, type MoneyFlow } from './money-flow.ts';
import styles from './waterfall.module.css';

function standing({ kind, part, value }: FlowColumn): string {
  if (part === 'collected') return 'last';
  if (kind !== 'check') return kind;
  return isZero(value.amount) ? 'ties' : 'gap';
}

/** From signed to collected. Each column stands for records and leads to them. */
export function Waterfall({ flow, focus }: { flow: MoneyFlow; focus: Focus }) {
  return (
    <ol className={styles['waterfall']} aria-label={`Backlog to cash in ${focus.currency}`}>
      {flowColumns(flow).map((column) => {
        const { part, name, about, value, from, to } = column;
        const behind = recordsBehind(part, focus);
        const stands = standing(column);
        return (
          <li key={part}>
            <Link to={behind.to} className={styles['column']} search={behind.search} title={about}>
              <span
                className={styles['plot']}
                data-standing={stands}
                style={{ '--from': from, '--to': to } as CSSProperties}
                aria-hidden="true"
              >
                <span className={styles['bar']} data-part={part} data-standing={stands} />
                <span className={styles['round']} data-standing={stands}>
                  {standing(column) === 'ties' ? 'ties' : roundText(value.amount)}
                </span>
              </span>
              <span className={styles['name']} data-standing={stands}>
                {name}
              </span>
              <span className={styles['exact']} data-amount={value.formatted}>
                {digitsOf(value)}
                <VisuallyHidden>
                  {focus.currency}: {about}
                </VisuallyHidden>
              </span>
            </Link>
          </li>
        );
      })}
    </ol>
  );
}
