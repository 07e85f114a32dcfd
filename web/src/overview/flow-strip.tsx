import type { CSSProperties } from 'react';
import { lengthOf } from '../format/money.ts';
import styles from './flow-strip.module.css';
import type { MoneyFlow } from './money-flow.ts';

const shares = [
  ['collected', 'collected'],
  ['writtenOff', 'written off'],
  ['receivable', 'receivable'],
  ['workInProgress', 'WIP'],
  ['backlog', 'backlog'],
] as const;

/** How a value is spread from collected to backlog, as one thin bar. The exact figures stand beside it. */
export function FlowStrip({ flow, tall = false }: { flow: MoneyFlow; tall?: boolean }) {
  return (
    <span className={styles['strip']} data-tall={tall || undefined} aria-hidden="true">
      {shares.map(([part, name]) => (
        <span
          key={part}
          data-part={part}
          title={`${name} ${flow[part].formatted}`}
          style={{ '--share': Math.max(0, lengthOf(flow[part].amount)) } as CSSProperties}
        />
      ))}
    </span>
  );
}
