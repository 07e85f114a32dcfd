import { Button } from '@mantine/core';
import { useAct } from '../api/use-act.ts';
import { inWords } from '../format/words.ts';
import { type Column, DataTable } from '../parts/data-table.tsx';
import { Ago, Clock } from '../parts/instant.tsx';
import { Refused } from '../parts/refused.tsx';
import { Tag } from '../parts/tag.tsx';
import { useMay } from '../session/viewer-context.tsx';
import { poll } from './poll.graphql';
import type { Sources } from './sources.graphql';
import styles from './stream-table.module.css';

type Stream = Sources['streams'][number];

function State({ stream: { baseline, paused, failingSince, expectedRecords, receivedRecords } }: { stream: Stream }) {
  if (failingSince !== null) {
    return (
      <Tag tone="bad">
        Fails since <Clock at={failingSince} />
      </Tag>
    );
  }
  if (paused) return <Tag tone="warn">Paused</Tag>;
  if (baseline === 'complete') return <Tag tone="good">Current</Tag>;
  if (baseline === 'none') return <Tag>Not read yet</Tag>;
  return (
    <Tag tone="warn">
      First load
      {expectedRecords === null
        ? ''
        : ` ${receivedRecords.toLocaleString('en')} of ${expectedRecords.toLocaleString('en')}`}
    </Tag>
  );
}

function PollButton({ stream: { system, name } }: { stream: Stream }) {
  const { run, running, refused } = useAct(poll);
  return (
    <>
      <Button
        size="compact-sm"
        variant="default"
        loading={running}
        aria-label={`Poll now: ${system} ${name}`}
        onClick={() => void run({ system, stream: name }, `${system}/${name} is being read.`)}
      >
        Poll now
      </Button>
      <Refused why={refused} />
    </>
  );
}

const count = (value: number) => value.toLocaleString('en');

const columns: readonly Column<Stream>[] = [
  {
    title: 'Stream',
    wide: true,
    cell: ({ system, name, kinds, lastError }) => (
      <>
        {system} / <strong className={styles['name']}>{name}</strong>
        <span className={styles['soft']}> {kinds.map((kind) => inWords(kind).toLowerCase()).join(', ')}</span>
        {lastError === null ? null : <p className={styles['error']}>{lastError}</p>}
      </>
    ),
  },
  { title: 'State', cell: (stream) => <State stream={stream} /> },
  {
    title: 'Known through',
    cell: ({ knownThrough }) => (knownThrough === null ? 'not known' : <Clock at={knownThrough} />),
  },
  { title: 'Last read', cell: ({ lastSuccessAt }) => (lastSuccessAt === null ? 'never' : <Ago at={lastSuccessAt} />) },
  { title: 'Messages', numeric: true, cell: ({ receivedRecords }) => count(receivedRecords) },
  { title: 'Waiting', numeric: true, cell: ({ waiting }) => count(waiting) },
  {
    title: 'Parked',
    numeric: true,
    cell: ({ parked }) => (parked === 0 ? '0' : <Tag tone="bad">{count(parked)}</Tag>),
  },
];

/** Every stream of every system, in one table, so that its columns can be read down. */
export function StreamTable({ streams }: { streams: readonly Stream[] }) {
  const polls = useMay('run:streams');
  const shown = polls
    ? [...columns, { title: 'Read', cell: (stream: Stream) => <PollButton stream={stream} /> }]
    : columns;
  return (
    <DataTable caption="Streams" columns={shown} rows={streams} keyOf={({ system, name }) => `${system}/${name}`} />
  );
}
