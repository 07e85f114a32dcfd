import { useState } from 'react';
import { useLiveQuery } from '../api/use-live-query.ts';
import { inWords } from '../format/words.ts';
import { Clock } from '../parts/instant.tsx';
import { ScrollRegion } from '../parts/scroll-region.tsx';
import { Failed, Waiting } from '../parts/states.tsx';
import { trace } from './trace.graphql';
import styles from './trace-list.module.css';

function Chain({ correlationId }: { correlationId: string }) {
  const { data, failure, refresh } = useLiveQuery(trace, { correlationId });
  if (failure !== undefined) return <Failed failure={failure} retry={refresh} />;
  if (data === undefined) return <Waiting what="the trace" rows={5} />;
  return (
    <ScrollRegion label="Everything that belongs to it" tall>
      <ol className={styles['chain']}>
        {data.trace.map(({ at, stage, what }) => (
          <li key={`${at} ${stage} ${what}`}>
            <Clock at={at} />
            <span>{inWords(stage)}</span>
            <span>{what}</span>
          </li>
        ))}
      </ol>
    </ScrollRegion>
  );
}

/** Everything that happened under one correlation id, from the first message to the proof. */
export function TraceList({ correlationId }: { correlationId: string }) {
  const [open, setOpen] = useState(false);
  return (
    <details className={styles['trace']} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>
        Everything that belongs to it <code>{correlationId}</code>
      </summary>
      {open ? <Chain correlationId={correlationId} /> : null}
    </details>
  );
}
