import { counted } from '../format/words.ts';
import type { Exceptions } from './exceptions.graphql';
import styles from './unjudged.module.css';

/** Rules that can't tell yet, and what they wait for: silence about them would look like "nothing is wrong". */
export function Unjudged({ rules }: { rules: Exceptions['rules'] }) {
  const unsure = rules.filter(({ cannotEvaluate, failure }) => cannotEvaluate > 0 || failure !== null);
  if (unsure.length === 0) return null;
  return (
    <details className={styles['unjudged']}>
      <summary>{counted(unsure.length, 'rule')} can’t tell about everything yet</summary>
      <ul>
        {unsure.map(({ id, title, cannotEvaluate, waitsFor, failure }) => (
          <li key={id}>
            {id} {title}: {failure ?? `${counted(cannotEvaluate, 'record')} can’t be evaluated`}
            {waitsFor.length === 0 ? '' : `; waits for ${waitsFor.join(', ')}`}
          </li>
        ))}
      </ul>
    </details>
  );
}
