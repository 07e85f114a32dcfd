import { SegmentedControl } from '@mantine/core';
import { getRouteApi, Link } from '@tanstack/react-router';
import { counted } from '../format/words.ts';
import { useFreshness } from '../frame/use-freshness.ts';
import { Instant } from '../parts/instant.tsx';
import { PageHead, Panel } from '../parts/panel.tsx';
import { Empty, Failed, Waiting } from '../parts/states.tsx';
import { useReader } from '../session/viewer-context.tsx';
import { Attention } from './attention.tsx';
import { Breakdown, dimensionNames as names } from './breakdown.tsx';
import { isEmptyFlow } from './money-flow.ts';
import { MonthChart } from './month-chart.tsx';
import styles from './overview-page.module.css';
import { type Dimension, dimensions, type FlowLine, useBacklogToCash } from './use-backlog-to-cash.ts';
import { Waterfall } from './waterfall.tsx';

const route = getRouteApi('/');

interface FigureProps {
  figures: NonNullable<ReturnType<typeof useBacklogToCash>['figures']>;
  by: Dimension;
  focus: string | undefined;
  choose: (change: Record<string, string | undefined>) => void;
}

const isDimension = (text: string | undefined): text is Dimension => text !== undefined && text in dimensions;

function AsOf({ unknown, knownThrough }: { unknown: number; knownThrough: string | undefined }) {
  return (
    <p className={styles['asof']}>
      {knownThrough === undefined ? (
        'Not every source is in yet: the figures still grow.'
      ) : (
        <>
          As of <Instant at={knownThrough} />: up to there every change of every source is in.
        </>
      )}
      {unknown === 0 ? null : (
        <>
          {' '}
          {counted(unknown, 'contract counts', 'contracts count')} in nothing between the stages: not every amount is
          known.
        </>
      )}
    </p>
  );
}

function Title({ line }: { line: FlowLine | undefined }) {
  const { viewer } = useReader();
  const scope = viewer.wholeGroup ? 'the whole group' : viewer.legalEntities.map(({ name }) => name).join(', ');
  if (line === undefined) return <>Where the value of every contract has got to, for {scope}.</>;
  return (
    <>
      {line.name} alone.{' '}
      <Link to="/" search={({ focus: _focus, ...rest }) => rest}>
        Show {scope}
      </Link>
    </>
  );
}

/** The figures of one currency, as a picture and broken down. */
function Figures({ figures, by, focus, choose }: FigureProps) {
  const { total, lines } = figures;
  const knownThrough = useFreshness()?.knownThrough;
  const growing = knownThrough === undefined;
  if (total === undefined || isEmptyFlow(total)) {
    return (
      <Empty title="No contract is in yet">
        The figures appear with the first contract. <Link to="/sources">See how far the sources are.</Link>
      </Empty>
    );
  }
  const { currency } = total;
  const focused = lines.find(({ key }) => key === focus);
  return (
    <>
      <Waterfall
        flow={focused?.flow ?? total}
        currency={currency}
        focus={focused?.focus ?? { currency }}
        growing={growing}
      />
      <AsOf unknown={total.unknownContracts} knownThrough={knownThrough} />
      <Attention />
      <Panel
        title={`By ${names[by].toLowerCase()}`}
        note={`Exact, in ${currency}. A figure opens the records behind it.`}
        actions={
          <SegmentedControl
            size="xs"
            aria-label="Break down by"
            data={Object.entries(names).map(([value, label]) => ({ value, label }))}
            value={by}
            onChange={(value) => choose({ by: value, focus: undefined })}
          />
        }
      >
        {by === 'month' ? <MonthChart lines={lines} currency={currency} /> : null}
        <Breakdown
          lines={[{ key: 'all', name: 'All', focus: { currency }, flow: total }, ...lines]}
          by={by}
          currency={currency}
          focused={focused?.key}
          growing={growing}
        />
      </Panel>
    </>
  );
}

/** The executive's page: one picture that ties, and what needs somebody. */
export function OverviewPage() {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const by = isDimension(search.by) ? search.by : 'entity';
  const { figures, failure, refresh } = useBacklogToCash(by, search.currency);
  const choose = (change: Record<string, string | undefined>) =>
    void navigate({ search: (before) => ({ ...before, ...change }), replace: true });
  return (
    <>
      <PageHead
        title="Backlog to cash"
        actions={
          figures === undefined || figures.currencies.length < 2 ? null : (
            <SegmentedControl
              aria-label="Currency"
              data={figures.currencies}
              value={figures.total?.currency ?? ''}
              onChange={(currency) => choose({ currency, focus: undefined })}
            />
          )
        }
      >
        <Title line={figures?.lines.find(({ key }) => key === search.focus)} />
      </PageHead>
      {failure === undefined ? null : <Failed failure={failure} retry={refresh} />}
      {figures === undefined && failure === undefined ? <Waiting what="the figures" rows={9} /> : null}
      {figures === undefined ? null : <Figures figures={figures} by={by} focus={search.focus} choose={choose} />}
    </>
  );
}
