import { inWords } from '../format/words.ts';
import styles from './evidence-list.module.css';
import type { ExceptionAnswer } from './exception-detail.tsx';

type Evidence = ExceptionAnswer['history'][number]['evidence'][number];

function shown({ url, label, kind }: Evidence) {
  if (url === null) return `${inWords(kind ?? '')}${label === null ? '' : `: ${label}`}`;
  return (
    <a href={url} target="_blank" rel="noopener noreferrer nofollow">
      {label ?? new URL(url).host}
    </a>
  );
}

/** What bears out a comment: documents to open, and records by their names. */
export function EvidenceList({ evidence }: { evidence: readonly Evidence[] }) {
  if (evidence.length === 0) return null;
  return (
    <ul className={styles['evidence']} aria-label="Evidence">
      {evidence.map((each) => (
        <li key={each.url ?? each.recordId}>{shown(each)}</li>
      ))}
    </ul>
  );
}
