import { Link } from '@tanstack/react-router';
import { useLiveQuery } from '../api/use-live-query.ts';
import { counted } from '../format/words.ts';
import { type Column, DataTable } from '../parts/data-table.tsx';
import { Ago } from '../parts/instant.tsx';
import { Money } from '../parts/money.tsx';
import { Panel } from '../parts/panel.tsx';
import { OutcomeTag } from './correction-state.tsx';
import { type Pending, pending } from './pending.graphql';

type Update = Pending['pendingFinancialUpdates'][number];

const columns: readonly Column<Update>[] = [
  {
    title: 'Waits',
    wide: true,
    cell: ({ label, correctionId }) => (
      <Link to="/corrections/$id" params={{ id: correctionId }}>
        {label}
      </Link>
    ),
  },
  { title: 'Target', cell: ({ system }) => system },
  { title: 'Money', numeric: true, cell: ({ amount }) => (amount === null ? '–' : <Money value={amount} />) },
  { title: 'How far', cell: ({ outcome }) => <OutcomeTag outcome={outcome} /> },
  { title: 'Attempts', numeric: true, cell: ({ attempts }) => attempts },
  { title: 'Since', cell: ({ since }) => <Ago at={since} /> },
];

/** What is approved and not yet proven at its target, in the order in which it leaves, lane by lane. */
export function PendingLanes() {
  const { data } = useLiveQuery(pending, {}, { everyMs: 3000 });
  const updates = data?.pendingFinancialUpdates ?? [];
  if (updates.length === 0) return null;
  const lanes = new Set(updates.map(({ lane }) => lane));
  return (
    <Panel
      title="Pending financial updates"
      note={`${counted(updates.length, 'change')} in ${counted(lanes.size, 'lane')}: each leaves in order, and a target that does not answer holds up its own lane alone.`}
    >
      <DataTable
        caption="Pending financial updates"
        columns={columns}
        rows={updates}
        keyOf={({ lane, label, since }) => `${lane} ${label} ${since}`}
      />
    </Panel>
  );
}
