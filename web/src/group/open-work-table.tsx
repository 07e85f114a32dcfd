import { inWords } from '../format/words.ts';
import { type Column, DataTable } from '../parts/data-table.tsx';
import { Ago } from '../parts/instant.tsx';
import { Money } from '../parts/money.tsx';
import { severities } from '../parts/severity.tsx';
import { CellName } from './cell-name.tsx';
import type { GroupLine } from './use-group.ts';

const counted = (totals: readonly { count: number }[] | null) =>
  totals === null ? 'not known' : totals.reduce((sum, { count }) => sum + count, 0).toLocaleString('en');

/** What is at stake, currency by currency. */
function Stakes({ totals }: { totals: GroupLine['blockedTotals'] }) {
  if (totals === null) return 'not known';
  if (totals.length === 0) return '–';
  return totals.map(({ currency, amount }) => (
    <div key={currency}>
      <Money value={amount} />
    </div>
  ));
}

const bySeverity = severities.map(
  (severity): Column<GroupLine> => ({
    title: inWords(severity),
    numeric: true,
    cell: ({ exceptionTotals: totals }) => counted(totals?.filter((total) => total.severity === severity) ?? null),
  }),
);

/** How far what a cell knows has come, by its own clock. */
function News({ line: { cell, known } }: { line: GroupLine }) {
  if (cell === undefined) return null;
  if (!known) return 'not known';
  const { newestMessageAt, waitingSince } = cell;
  return (
    <>
      {newestMessageAt === null ? 'none yet' : <Ago at={newestMessageAt} />}
      {waitingSince === null ? null : (
        <p>
          waits since <Ago at={waitingSince} />
        </p>
      )}
    </>
  );
}

/** What is open in each cell, and in all of them. */
export function OpenWorkTable({ lines, all }: { lines: readonly GroupLine[]; all: string }) {
  const columns: Column<GroupLine>[] = [
    { title: 'Cell', cell: (line) => <CellName line={line} all={all} /> },
    { title: 'Blocked invoices', numeric: true, cell: ({ blockedTotals }) => counted(blockedTotals) },
    { title: 'At stake in them', numeric: true, cell: ({ blockedTotals }) => <Stakes totals={blockedTotals} /> },
    ...bySeverity,
    { title: 'Newest message', cell: (line) => <News line={line} /> },
  ];
  return <DataTable caption="Open work by cell" columns={columns} rows={lines} keyOf={({ key }) => key} />;
}
