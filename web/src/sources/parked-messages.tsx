import { Button } from '@mantine/core';
import { useAct } from '../api/use-act.ts';
import { useLiveQuery } from '../api/use-live-query.ts';
import { type Column, DataTable } from '../parts/data-table.tsx';
import { Ago } from '../parts/instant.tsx';
import { Panel } from '../parts/panel.tsx';
import { Refused } from '../parts/refused.tsx';
import { useMay } from '../session/viewer-context.tsx';
import { type Parked, parked } from './parked.graphql';
import { resubmit } from './resubmit.graphql';
import styles from './stream-table.module.css';

type Message = Parked['parkedMessages'][number];

function Again({ message: { id } }: { message: Message }) {
  const { run, running, refused } = useAct(resubmit);
  return (
    <>
      <Button
        size="compact-sm"
        variant="default"
        loading={running}
        aria-label={`Try again: message ${id}`}
        onClick={() => void run({ id }, 'It is tried again.')}
      >
        Try again
      </Button>
      <Refused why={refused} />
    </>
  );
}

const columns: readonly Column<Message>[] = [
  {
    title: 'Message',
    cell: ({ system, stream, object, key }) => (
      <>
        {system}/{stream ?? object ?? '?'}
        <br />
        <code className={styles['soft']}>{key}</code>
      </>
    ),
  },
  {
    title: 'Why it could not be used',
    wide: true,
    cell: ({ reason, reasonCode }) => (
      <>
        {reason} <span className={styles['soft']}>{reasonCode}</span>
      </>
    ),
  },
  { title: 'Came', cell: ({ receivedAt }) => <Ago at={receivedAt} /> },
  { title: 'Attempts', numeric: true, cell: ({ attempts }) => attempts },
];

/** Messages that could not be used: nothing is dropped in silence. */
export function ParkedMessages() {
  const { data } = useLiveQuery(parked, {}, { everyMs: 10_000 });
  const runs = useMay('run:streams');
  const messages = data?.parkedMessages ?? [];
  const shown = runs
    ? [...columns, { title: 'Mended?', cell: (message: Message) => <Again message={message} /> }]
    : columns;
  return (
    <Panel title="Parked messages" {...(messages.length === 0 ? { note: 'Every message could be used.' } : {})}>
      {messages.length === 0 ? null : (
        <DataTable caption="Parked messages" columns={shown} rows={messages} keyOf={({ id }) => id} />
      )}
    </Panel>
  );
}
