import { SegmentedControl } from '@mantine/core';
import { getRouteApi } from '@tanstack/react-router';
import { useLiveQuery } from '../api/use-live-query.ts';
import { Listed } from '../parts/listed.tsx';
import { usePages } from '../parts/pager.tsx';
import { PageHead } from '../parts/panel.tsx';
import { ScrollRegion } from '../parts/scroll-region.tsx';
import { corrections } from './corrections.graphql';
import { CorrectionsTable } from './corrections-table.tsx';
import { PendingLanes } from './pending-lanes.tsx';

const route = getRouteApi('/corrections');

const groups = {
  all: { label: 'All', states: undefined },
  waiting: { label: 'Wait for approval', states: ['PLANNED'] },
  moving: { label: 'Under way', states: ['APPROVED', 'DELIVERING', 'NEEDS_HUMAN'] },
  done: { label: 'Confirmed', states: ['CONFIRMED'] },
  off: { label: 'Not carried out', states: ['REJECTED', 'CANCELLED', 'STALE'] },
} as const;

const isGroup = (text: string | undefined): text is keyof typeof groups => text !== undefined && text in groups;

/** Corrections: planned, decided, delivered, proven. */
export function CorrectionsPage() {
  const { state } = route.useSearch();
  const navigate = route.useNavigate();
  const group = isGroup(state) ? state : 'all';
  const pages = usePages(group);
  const states = groups[group].states;
  const answer = useLiveQuery(corrections, {
    states: states === undefined ? undefined : [...states],
    after: pages.after,
  });
  return (
    <>
      <PageHead title="Corrections">
        What is written to the source systems, after somebody other than its maker has approved it, and read back to
        prove that it arrived.
      </PageHead>
      <PendingLanes />
      <ScrollRegion label="State of the corrections">
        <SegmentedControl
          aria-label="State"
          mt="lg"
          mb="xs"
          data={Object.entries(groups).map(([value, { label }]) => ({ value, label }))}
          value={group}
          onChange={(value) => void navigate({ search: value === 'all' ? {} : { state: value }, replace: true })}
        />
      </ScrollRegion>
      <Listed
        answer={answer}
        page={answer.data?.corrections}
        pages={pages}
        what="corrections"
        none="A correction is planned from an exception, or from a contract whose systems differ."
      >
        {(rows) => <CorrectionsTable corrections={rows} />}
      </Listed>
    </>
  );
}
