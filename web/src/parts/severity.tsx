import { inWords } from '../format/words.ts';
import styles from './severity.module.css';

/** How bad an exception is. */
export type Severity = 'CRITICAL' | 'HIGH' | 'MEDIUM' | 'LOW';

/** The severities, worst first. */
export const severities: readonly Severity[] = ['CRITICAL', 'HIGH', 'MEDIUM', 'LOW'];

/** How bad an exception is: bars for the eye, a word for everybody. */
export function SeverityMark({ severity, quiet = false }: { severity: Severity; quiet?: boolean }) {
  const level = 4 - severities.indexOf(severity);
  return (
    <span className={styles['severity']} data-severity={severity}>
      <svg viewBox="0 0 14 12" width="14" height="12" aria-hidden="true" focusable="false">
        {[1, 2, 3, 4].map((bar) => (
          <rect
            key={bar}
            x={(bar - 1) * 3.7}
            y={12 - bar * 3}
            width="2.6"
            height={bar * 3}
            rx="0.6"
            data-on={bar <= level}
          />
        ))}
      </svg>
      <span className={quiet ? styles['hidden'] : undefined}>{inWords(severity)}</span>
    </span>
  );
}
