import { IconBan, IconCheck } from '@tabler/icons-react';
import type { Invoice } from './invoice.graphql';
import styles from './release-gate.module.css';

type Gate = NonNullable<Invoice['validateInvoiceRelease']>;

/** Whether an invoice may go out, judged just now. */
export function ReleaseGate({ gate: { allowed, reasons } }: { gate: Gate }) {
  const Icon = allowed ? IconCheck : IconBan;
  return (
    <section className={styles['gate']} data-allowed={allowed} aria-label="May it go out?">
      <p>
        <Icon size={18} stroke={1.9} aria-hidden="true" />
        {allowed ? 'Judged just now: it may go out.' : 'Judged just now: it must not go out.'}
      </p>
      {reasons.length === 0 ? null : (
        <ul>
          {reasons.map(({ rule, outcome, sentence }) => (
            <li key={rule}>
              {sentence}{' '}
              <span>
                {rule}
                {outcome === 'cannotEvaluate' ? ', can’t be told yet' : ''}
              </span>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
