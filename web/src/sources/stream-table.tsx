import { lengthText } from '../format/dates.ts';
import { inWords } from '../format/words.ts';
import { type Column, DataTable } from '../parts/data-table.tsx';
import { Ago, Clock } from '../parts/instant.tsx';
import { Panel } from '../parts/panel.tsx';
import { Tag } from '../parts/tag.tsx';
import { LastScan } from './last-scan.tsx';
import type { Sources } from './sources.graphql';
import { StreamButtons } from './stream-buttons.tsx';
import styles from './stream-table.module.css';
import { useRuns } from './use-runs.ts';

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

const count = (value: number) => value.toLocaleString('en');

/** How late changes of a stream come, and how far its polls look back for them. */
function Lateness({ stream: { latenessP99Seconds, overlapSeconds } }: { stream: Stream }) {
  return (
    <>
      {latenessP99Seconds === null ? 'none late' : `99 of 100 in ${lengthText(latenessP99Seconds * 1000)}`}
      {overlapSeconds === null ? null : (
        <p className={styles['soft']}>looks back {lengthText(overlapSeconds * 1000)}</p>
      )}
    </>
  );
}

/** How many messages have come, and how many of them are not worked off. */
function Messages({ stream: { receivedRecords, waiting, parked } }: { stream: Stream }) {
  return (
    <>
      {count(receivedRecords)}
      {waiting === 0 ? null : <p className={styles['soft']}>{count(waiting)} waiting</p>}
      {parked === 0 ? null : (
        <p>
          <Tag tone="bad">{count(parked)} parked</Tag>
        </p>
      )}
    </>
  );
}

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
    cell: ({ knownThrough, lastSuccessAt }) => (
      <>
        {knownThrough === null ? 'not known' : <Clock at={knownThrough} />}
        <p className={styles['soft']}>
          {lastSuccessAt === null ? (
            'never read'
          ) : (
            <>
              read <Ago at={lastSuccessAt} />
            </>
          )}
        </p>
      </>
    ),
  },
  { title: 'Lateness', cell: (stream) => <Lateness stream={stream} /> },
  { title: 'Compared with its source', wide: true, cell: ({ lastScan }) => <LastScan scan={lastScan} /> },
  { title: 'Messages', numeric: true, cell: (stream) => <Messages stream={stream} /> },
];

/** Every stream of every system, in one table, so that its columns can be read down. */
export function StreamTable({ streams }: { streams: readonly Stream[] }) {
  const runs = useRuns();
  const shown = runs
    ? [...columns, { title: 'Now', cell: (stream: Stream) => <StreamButtons stream={stream} /> }]
    : columns;
  return (
    <Panel title="Streams">
      <DataTable caption="Streams" columns={shown} rows={streams} keyOf={({ system, name }) => `${system}/${name}`} />
    </Panel>
  );
}
