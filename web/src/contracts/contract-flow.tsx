import type { CSSProperties } from 'react';
import { digitsOf, isZero, lengthOf } from '../format/money.ts';
import type { MoneyFlow } from '../overview/money-flow.ts';
import styles from './contract-flow.module.css';

const shares = [
  ['collected', 'Collected'],
  ['receivable', 'Receivable'],
  ['workInProgress', 'WIP'],
  ['backlog', 'Backlog'],
] as const;

/** Where the value of one contract has got to: a bar for the eye, and each part exactly. */
export function ContractFlow({ flow }: { flow: MoneyFlow }) {
  const gap = !isZero(flow.unexplained.amount);
  return (
    <dl className={styles['flow']}>
      {shares.map(([part, name]) => (
        <div
          key={part}
          data-part={part}
          style={{ '--share': Math.max(0, lengthOf(flow[part].amount)) } as CSSProperties}
        >
          <dt>{name}</dt>
          <dd>{digitsOf(flow[part])}</dd>
        </div>
      ))}
      <div data-part="unexplained" data-gap={gap || undefined}>
        <dt>Unexplained</dt>
        <dd>{digitsOf(flow.unexplained)}</dd>
      </div>
    </dl>
  );
}
