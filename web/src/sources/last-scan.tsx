import { counted, inWords } from '../format/words.ts';
import { Ago } from '../parts/instant.tsx';
import { Tag } from '../parts/tag.tsx';
import type { Sources } from './sources.graphql';
import styles from './stream-table.module.css';

type Scan = NonNullable<Sources['streams'][number]['lastScan']>;

/** What was not the same here and there, in words; nothing where all was. */
function differences({ missing, changed, gone, deleted }: Scan): string {
  const found: readonly (readonly [number, string])[] = [
    [missing, 'were missing here'],
    [changed, 'were different here'],
    [gone, 'are gone there'],
    [deleted, 'count as deleted'],
  ];
  return found.flatMap(([count, words]) => (count === 0 ? [] : `${count.toLocaleString('en')} ${words}`)).join(', ');
}

/** What the last comparison of a stream with its source has found. */
export function LastScan({ scan }: { scan: Scan | null }) {
  if (scan === null) return <span className={styles['soft']}>not yet</span>;
  const { outcome, reason, records, finishedAt } = scan;
  const differing = differences(scan);
  const complete = outcome === 'complete';
  return (
    <>
      {complete ? (
        <Tag tone={differing === '' ? 'good' : 'warn'}>{differing === '' ? 'The same' : 'Differed'}</Tag>
      ) : (
        <Tag tone="bad">{inWords(outcome)}</Tag>
      )}
      <p className={styles['soft']}>
        {counted(records, 'record')}, <Ago at={finishedAt} />
        {differing === '' ? '' : `: ${differing}`}
      </p>
      {reason === null ? null : <p className={styles['error']}>{reason}</p>}
    </>
  );
}
