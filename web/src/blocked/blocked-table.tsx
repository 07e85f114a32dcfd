import { Link } from '@tanstack/react-router';
import { inWords, personText } from '../format/words.ts';
import { type Column, DataTable, type TableOrder } from '../parts/data-table.tsx';
import { HoldState } from '../parts/hold.tsx';
import { Ago, Due } from '../parts/instant.tsx';
import { Money } from '../parts/money.tsx';
import { SeverityMark } from '../parts/severity.tsx';
import styles from './blocked-table.module.css';
import type { NextAction } from './next-action.ts';
import type { BlockedInvoice } from './use-blocked-invoices.ts';

const mostReasons = 2;

function Reasons({ invoice }: { invoice: BlockedInvoice }) {
  const more = invoice.blockedBy.length - mostReasons;
  return (
    <>
      {invoice.blockedBy.slice(0, mostReasons).map(({ id, rule, sentence, severity, status, snoozedUntil }) => (
        <p key={id} className={styles['reason']}>
          <SeverityMark severity={severity} quiet />
          <span>
            {sentence} <span className={styles['rule']}>{rule}</span>
            {status === 'OPEN' ? null : (
              <span className={styles['rule']}>
                {' '}
                · {inWords(status).toLowerCase()}
                {snoozedUntil === null ? '' : ' for now'}
              </span>
            )}
          </span>
        </p>
      ))}
      {more > 0 ? <p className={styles['rule']}>and {more} more</p> : null}
    </>
  );
}

function Owner({ invoice }: { invoice: BlockedInvoice }) {
  const [first] = invoice.blockedBy;
  if (first === undefined) return null;
  return (
    <>
      {first.assignee === null ? 'nobody yet' : personText(first.assignee)}
      <br />
      <span className={styles['soft']}>{inWords(first.ownerRole)}</span>
    </>
  );
}

function Next({ action, invoice }: { action: NextAction; invoice: BlockedInvoice }) {
  const first = invoice.blockedBy[0]?.id;
  if (action.correction !== undefined) {
    return (
      <Link to="/corrections/$id" params={{ id: action.correction }} data-yours={action.yours || undefined}>
        {action.words}
      </Link>
    );
  }
  if (!action.yours || first === undefined) return <span className={styles['soft']}>{action.words}</span>;
  return (
    <Link to="/blocked" search={(search) => ({ ...search, exception: first })} data-yours>
      {action.words}
    </Link>
  );
}

/** The blocked invoices, each with what one needs to act on it. */
export function BlockedTable({
  invoices,
  actionOf,
  order,
  onOrder,
  fresh,
}: {
  invoices: readonly BlockedInvoice[];
  actionOf: (invoice: BlockedInvoice) => NextAction;
  order: TableOrder;
  onOrder: (order: TableOrder) => void;
  fresh: ReadonlySet<string>;
}) {
  const columns: Column<BlockedInvoice>[] = [
    {
      title: 'Invoice',
      order: 'NUMBER',
      cell: (invoice) => (
        <>
          <Link
            to="/blocked"
            search={(search) => ({ ...search, exception: invoice.blockedBy[0]?.id })}
            className={styles['number']}
          >
            {invoice.number ?? 'without a number'}
          </Link>
          <br />
          <span className={styles['soft']}>
            {invoice.legalEntity?.code} · {invoice.customer?.name ?? 'no customer'}
          </span>
        </>
      ),
    },
    { title: 'Why it must not go out', wide: true, cell: (invoice) => <Reasons invoice={invoice} /> },
    {
      title: 'At stake',
      numeric: true,
      order: 'BLOCKED_AMOUNT',
      cell: (invoice) => (
        <>
          <Money value={invoice.blockedAmount} strong />
          <br />
          <span className={styles['soft']}>
            of <Money value={invoice.total} />
          </span>
        </>
      ),
    },
    { title: 'Owner', cell: (invoice) => <Owner invoice={invoice} /> },
    {
      title: 'Blocked',
      order: 'BLOCKED_SINCE',
      cell: (invoice) =>
        invoice.blockedBy
          .map(({ openedAt }) => openedAt)
          .toSorted()
          .slice(0, 1)
          .map((at) => <Ago key={at} at={at} />),
    },
    {
      title: 'Resolve',
      order: 'SLA_DUE_AT',
      cell: (invoice) => <Due at={invoice.blockedBy.flatMap(({ slaDueAt }) => slaDueAt ?? []).toSorted()[0] ?? null} />,
    },
    { title: 'Stopped?', cell: (invoice) => <HoldState hold={invoice.hold} /> },
    {
      title: 'Next',
      cell: (invoice) => (
        <div className={styles['next']}>
          <Next action={actionOf(invoice)} invoice={invoice} />
        </div>
      ),
    },
  ];
  return (
    <DataTable
      caption="Blocked invoices"
      columns={columns}
      rows={invoices}
      keyOf={(invoice) => invoice.id}
      order={order}
      onOrder={onOrder}
      marked={fresh}
    />
  );
}
