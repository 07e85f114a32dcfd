import { Link } from '@tanstack/react-router';
import { inWords } from '../format/words.ts';
import { type Column, DataTable } from '../parts/data-table.tsx';
import { HoldState } from '../parts/hold.tsx';
import { Day, Instant } from '../parts/instant.tsx';
import { Money } from '../parts/money.tsx';
import { Panel } from '../parts/panel.tsx';
import { Tag } from '../parts/tag.tsx';
import type { Contract } from './contract.graphql';

type Answer = NonNullable<Contract['contract']>;
type RowOf<List extends keyof Answer> = Answer[List] extends (infer Row)[] ? Row : never;

const orDash = (text: string | null) => (text === null ? '–' : inWords(text));

const amendments: readonly Column<RowOf<'amendments'>>[] = [
  { title: 'Amendment', cell: ({ number }) => number ?? '–' },
  { title: 'Approved', cell: ({ approvedAt }) => <Instant at={approvedAt} /> },
  { title: 'Holds from', cell: ({ effectiveOn }) => <Day on={effectiveOn} /> },
  { title: 'Adds', numeric: true, cell: ({ valueDelta }) => <Money value={valueDelta} /> },
  { title: 'Value with it', numeric: true, cell: ({ valueAfter }) => <Money value={valueAfter} strong /> },
];

const milestones: readonly Column<RowOf<'milestones'>>[] = [
  { title: 'Milestone', wide: true, cell: ({ name }) => name ?? '–' },
  {
    title: 'Scope',
    cell: ({ scopeState }) => (scopeState === 'DROPPED' ? <Tag tone="warn">Dropped</Tag> : orDash(scopeState)),
  },
  { title: 'Planned', cell: ({ plannedOn }) => <Day on={plannedOn} /> },
  { title: 'Delivery', cell: ({ deliveryState }) => orDash(deliveryState) },
  { title: 'Accepted', cell: ({ acceptedOn }) => <Day on={acceptedOn} /> },
  { title: 'Price', numeric: true, cell: ({ amount }) => <Money value={amount} strong /> },
];

const billing: readonly Column<RowOf<'billingEvents'>>[] = [
  { title: 'Billing event', wide: true, cell: ({ number, description }) => `${number ?? ''} ${description ?? ''}` },
  { title: 'Milestone', cell: ({ milestone }) => milestone ?? '–' },
  { title: 'On', cell: ({ eventOn }) => <Day on={eventOn} /> },
  {
    title: 'State',
    cell: ({ state, held }) => (
      <>
        {orDash(state)} {held === true ? <Tag tone="good">Held</Tag> : null}
      </>
    ),
  },
  { title: 'Invoice', cell: ({ invoiceNumber }) => invoiceNumber ?? '–' },
  { title: 'Amount', numeric: true, cell: ({ amount }) => <Money value={amount} strong /> },
];

const invoices: readonly Column<RowOf<'invoices'>>[] = [
  {
    title: 'Invoice',
    wide: true,
    cell: ({ id, number, blocked }) => (
      <>
        <Link to="/invoices/$id" params={{ id }}>
          {number ?? 'without a number'}
        </Link>{' '}
        {blocked ? <Tag tone="bad">Blocked</Tag> : null}
      </>
    ),
  },
  { title: 'State', cell: ({ status }) => orDash(status) },
  { title: 'Issued', cell: ({ issuedOn }) => <Day on={issuedOn} /> },
  { title: 'Due', cell: ({ dueOn }) => <Day on={dueOn} /> },
  {
    title: 'Stopped?',
    cell: ({ hold, status }) => (status === 'ISSUED' ? '–' : <HoldState hold={hold} status={status} />),
  },
  { title: 'Open', numeric: true, cell: ({ balance }) => (balance === null ? '–' : <Money value={balance} />) },
  { title: 'Total', numeric: true, cell: ({ total }) => <Money value={total} strong /> },
];

const projects: readonly Column<RowOf<'projects'>>[] = [
  { title: 'Project', wide: true, cell: ({ number, name }) => `${number ?? ''} ${name ?? ''}` },
  { title: 'Delivery', cell: ({ status }) => orDash(status) },
  { title: 'In the ERP', cell: ({ erpStatus }) => (erpStatus === null ? 'none' : inWords(erpStatus)) },
  { title: 'Begins', cell: ({ startsOn }) => <Day on={startsOn} /> },
  { title: 'Ends', cell: ({ endsOn }) => <Day on={endsOn} /> },
];

function Rows<Row extends { id: string }>({
  title,
  rows,
  columns,
  none,
}: {
  title: string;
  rows: readonly Row[];
  columns: readonly Column<Row>[];
  none: string;
}) {
  return (
    <Panel title={title} {...(rows.length === 0 ? { note: none } : {})}>
      {rows.length === 0 ? null : <DataTable caption={title} columns={columns} rows={rows} keyOf={({ id }) => id} />}
    </Panel>
  );
}

/** What hangs on a contract: amendments, milestones, billing, invoices, projects. */
export function ContractTables({ contract }: { contract: Answer }) {
  return (
    <>
      <Rows title="Amendments" rows={contract.amendments} columns={amendments} none="It stands as it was signed." />
      <Rows title="Milestones" rows={contract.milestones} columns={milestones} none="It has none." />
      <Rows title="Billing" rows={contract.billingEvents} columns={billing} none="The ERP plans to bill nothing yet." />
      <Rows title="Invoices" rows={contract.invoices} columns={invoices} none="There are none." />
      <Rows title="Projects" rows={contract.projects} columns={projects} none="Nothing is being delivered." />
    </>
  );
}
