import { IconBan, IconCheck } from '@tabler/icons-react';
import type { Invoice } from './invoice.graphql';
import styles from './release-gate.module.css';

type Gate = NonNullable<Invoice['validateInvoiceRelease']>;

const verdicts: Record<Gate['verdict'], string> = {
  ALLOW: 'it may go out',
  HOLD: 'it must not go out',
  CANNOT_TELL: 'it can’t be told whether it may go out',
};

/** Whether an invoice may go out, judged just now. */
export function ReleaseGate({ gate: { verdict, reasons } }: { gate: Gate }) {
  const allowed = verdict === 'ALLOW';
  const Icon = allowed ? IconCheck : IconBan;
  return (
    <section className={styles['gate']} data-allowed={allowed} aria-label="May it go out?">
      <p>
        <Icon size={18} stroke={1.9} aria-hidden="true" />
        Judged just now: {verdicts[verdict]}.
      </p>
      {reasons.length === 0 ? null : (
        <ul>
          {reasons.map(({ rule, outcome, sentence, subjectId, waitsFor }) => (
            <li key={`${rule} ${subjectId}`}>
              {sentence}{' '}
              <span>
                {rule}
                {outcome === 'CANNOT_EVALUATE' ? ', can’t be told yet' : ''}
                {waitsFor.map(({ role, kind, stream }) => `, waits for ${stream ?? `${role}/${kind}, not connected`}`)}
              </span>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
