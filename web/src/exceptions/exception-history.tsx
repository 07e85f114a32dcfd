import { inWords, personText } from '../format/words.ts';
import { Instant } from '../parts/instant.tsx';
import { EvidenceList } from './evidence-list.tsx';
import type { ExceptionAnswer } from './exception-detail.tsx';
import styles from './exception-history.module.css';

/** What has happened to an exception, the latest first. */
export function ExceptionHistory({ history }: { history: ExceptionAnswer['history'] }) {
  return (
    <section>
      <h3>History</h3>
      <ol className={styles['history']}>
        {history.toReversed().map(({ at, type, actor, comment, evidence }) => (
          <li key={`${at} ${type}`}>
            <p>
              <strong>{inWords(type)}</strong> by {personText(actor)}
              <span className={styles['at']}>
                <Instant at={at} />
              </span>
            </p>
            {comment === null ? null : <p className={styles['comment']}>{comment}</p>}
            <EvidenceList evidence={evidence} />
          </li>
        ))}
      </ol>
    </section>
  );
}
