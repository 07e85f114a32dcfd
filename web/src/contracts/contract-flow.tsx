import { digitsOf, isZero } from '../format/money.ts';
import { FlowStrip } from '../overview/flow-strip.tsx';
import type { MoneyFlow } from '../overview/money-flow.ts';
import styles from './contract-flow.module.css';

const shares = [
  ['collected', 'Collected'],
  ['writtenOff', 'Written off'],
  ['receivable', 'Receivable'],
  ['workInProgress', 'WIP'],
  ['backlog', 'Backlog'],
  ['unexplained', 'Unexplained'],
] as const;

/** Where the value of one contract has got to: a bar for the eye, and each part exactly. */
export function ContractFlow({ flow }: { flow: MoneyFlow }) {
  return (
    <div className={styles['flow']}>
      <FlowStrip flow={flow} tall />
      <dl>
        {shares.map(([part, name]) => (
          <div key={part}>
            <dt>
              <span className={styles['swatch']} data-part={part} aria-hidden="true" />
              {name}
            </dt>
            <dd data-gap={(part === 'unexplained' && !isZero(flow.unexplained.amount)) || undefined}>
              {digitsOf(flow[part])}
            </dd>
          </div>
        ))}
      </dl>
    </div>
  );
}
