import { getRouteApi, Link } from '@tanstack/react-router';
import { useLiveQuery } from '../api/use-live-query.ts';
import { PlanButton } from '../corrections/plan-button.tsx';
import { ExceptionDrawer } from '../exceptions/exception-drawer.tsx';
import { ExceptionsTable } from '../exceptions/exceptions-table.tsx';
import { inWords } from '../format/words.ts';
import { type Column, DataTable } from '../parts/data-table.tsx';
import { HoldState } from '../parts/hold.tsx';
import { Day } from '../parts/instant.tsx';
import { Money } from '../parts/money.tsx';
import { PageHead, Panel } from '../parts/panel.tsx';
import { Failed, Missing, Waiting } from '../parts/states.tsx';
import { Values } from '../parts/values.tsx';
import { type Invoice, invoice } from './invoice.graphql';
import { ReleaseGate } from './release-gate.tsx';

type Answer = NonNullable<Invoice['invoice']>;

const route = getRouteApi('/invoices/$id');

const columns: readonly Column<Answer['lines'][number]>[] = [
  { title: 'Line', cell: ({ number }) => number ?? '–' },
  { title: 'Bills', wide: true, cell: ({ description }) => description ?? '–' },
  { title: 'Milestones', cell: ({ milestones }) => (milestones.length === 0 ? '–' : milestones.join(', ')) },
  { title: 'Amount', numeric: true, cell: ({ amount }) => <Money value={amount} strong /> },
];

/** What can be planned about the stop of an invoice at its source, if anything. */
function HoldAction({ invoice: { id, number, blocked, hold } }: { invoice: Answer }) {
  const label = `invoice ${number ?? ''}`;
  if (blocked && hold.state === 'PROPOSED') {
    return <PlanButton type="HOLD_INVOICE" subject={id} label={label} reason="It is blocked." verb="Plan to hold it" />;
  }
  if (!blocked && hold.state === 'HELD') {
    const reason = 'Nothing blocks it any more.';
    return <PlanButton type="RELEASE_INVOICE" subject={id} label={label} reason={reason} verb="Plan to release it" />;
  }
  return null;
}

function Head({ invoice: of }: { invoice: Answer }) {
  const { number, status, customer, legalEntity, contract, issuedOn, dueOn, total, balance, hold } = of;
  return (
    <>
      <PageHead
        title={`Invoice ${number ?? 'without a number'}`}
        above={<Link to="/invoices">Invoices</Link>}
        actions={<HoldAction invoice={of} />}
      >
        {customer?.name ?? 'No customer'} · {legalEntity?.code} {legalEntity?.name}
      </PageHead>
      <Values
        values={[
          { name: 'State', value: status === null ? '–' : inWords(status) },
          { name: 'Total', value: <Money value={total} strong /> },
          { name: 'Still open', value: balance === null ? '–' : <Money value={balance} /> },
          { name: 'Issued', value: <Day on={issuedOn} /> },
          { name: 'Due', value: <Day on={dueOn} /> },
          { name: 'At its source', value: <HoldState hold={hold} status={status} full /> },
          {
            name: 'Contract',
            value:
              contract === null ? (
                'none'
              ) : (
                <Link to="/contracts/$id" params={{ id: contract.id }}>
                  {contract.number} {contract.name}
                </Link>
              ),
          },
        ]}
      />
    </>
  );
}

/** One invoice: what it bills, whether it may go out, and why not. */
export function InvoicePage() {
  const { id } = route.useParams();
  const { exception } = route.useSearch();
  const navigate = route.useNavigate();
  const { data, failure, waiting, refresh } = useLiveQuery(invoice, { id });
  if (failure !== undefined) return <Failed failure={failure} retry={refresh} />;
  if (waiting || data === undefined) return <Waiting what="the invoice" rows={9} />;
  const of = data.invoice;
  if (of === null) return <Missing what="invoice" />;
  return (
    <>
      <Head invoice={of} />
      {data.validateInvoiceRelease === null || of.status === 'ISSUED' ? null : (
        <ReleaseGate gate={data.validateInvoiceRelease} />
      )}
      {of.blockedBy.length === 0 ? null : (
        <Panel title="What blocks it">
          <ExceptionsTable exceptions={of.blockedBy} />
        </Panel>
      )}
      <Panel title="Lines">
        <DataTable caption="Lines of the invoice" columns={columns} rows={of.lines} keyOf={(line) => line.id} />
      </Panel>
      <ExceptionDrawer id={exception} onClose={() => void navigate({ search: {}, replace: true })} />
    </>
  );
}
