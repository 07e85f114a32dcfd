import { SegmentedControl } from '@mantine/core';
import { getRouteApi } from '@tanstack/react-router';
import { FlowTable } from '../overview/flow-table.tsx';
import { Waterfall } from '../overview/waterfall.tsx';
import { Figure } from '../parts/money.tsx';
import { PageHead, Panel } from '../parts/panel.tsx';
import { Empty, Failed, Waiting } from '../parts/states.tsx';
import { CellName } from './cell-name.tsx';
import { LeftOutCells, MissingCells } from './missing-cells.tsx';
import { OpenWorkTable } from './open-work-table.tsx';
import { useGroup } from './use-group.ts';

const route = getRouteApi('/group');

type Figures = NonNullable<ReturnType<typeof useGroup>['figures']>;

/** The figures in one currency: the sum, where there is one, and each cell by itself. */
function Flows({ figures: { currency, all, lines }, name }: { figures: Figures; name: string }) {
  if (currency === undefined) return <Empty title="No contract is in yet" />;
  return (
    <>
      {all.flow === undefined ? null : <Waterfall flow={all.flow} currency={currency} />}
      <Panel title="Backlog to cash by cell" note={`Exact, in ${currency}. A name shows the cell alone.`}>
        <FlowTable
          caption={`Backlog to cash by cell, in ${currency}`}
          title="Cell"
          rows={[all, ...lines]}
          name={(line) => <CellName line={line} all={name} />}
          figure={({ flow, known }, part) =>
            flow === undefined && known ? '–' : <Figure value={flow?.[part] ?? null} />
          }
        />
      </Panel>
    </>
  );
}

/** What the cells of the firm come to together. Which did not answer is said, and then nothing is added up. */
export function GroupPage() {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const { figures, failure, waiting, refresh } = useGroup(search.cells, search.currency);
  const name = (figures?.leftOut.length ?? 0) === 0 ? 'Group' : 'These cells';
  return (
    <>
      <PageHead
        title="Group"
        actions={
          figures === undefined || figures.currencies.length < 2 ? null : (
            <SegmentedControl
              aria-label="Currency"
              data={figures.currencies}
              value={figures.currency ?? ''}
              onChange={(currency) => void navigate({ search: (before) => ({ ...before, currency }), replace: true })}
            />
          )
        }
      >
        What every cell of the firm says for itself, and what they come to together. Currencies are never added.
      </PageHead>
      {failure === undefined ? null : <Failed failure={failure} retry={refresh} />}
      {waiting ? <Waiting what="the cells" rows={9} /> : null}
      {figures === undefined ? null : (
        <>
          <LeftOutCells names={figures.leftOut} />
          <MissingCells cells={figures.lines.flatMap(({ cell }) => cell ?? [])} />
          <Flows figures={figures} name={name} />
          <Panel title="Open work by cell" note="Blocked invoices, and open exceptions by severity.">
            <OpenWorkTable lines={[figures.all, ...figures.lines]} all={name} />
          </Panel>
        </>
      )}
    </>
  );
}
