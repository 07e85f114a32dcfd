import { Link } from '@tanstack/react-router';
import { inWords, personText } from '../format/words.ts';
import { type Column, DataTable } from '../parts/data-table.tsx';
import { HoldState } from '../parts/hold.tsx';
import { Ago, Due } from '../parts/instant.tsx';
import { Money } from '../parts/money.tsx';
import { SeverityMark } from '../parts/severity.tsx';
import { Tag } from '../parts/tag.tsx';
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

function Owner({ invoice: { blockedBy } }: { invoice: BlockedInvoice }) {
  const [first] = blockedBy;
  if (first === undefined) return null;
  const since = blockedBy.map(({ openedAt }) => openedAt).toSorted()[0] ?? first.openedAt;
  const due = blockedBy.flatMap(({ slaDueAt }) => slaDueAt ?? []).toSorted()[0] ?? null;
  return (
    <>
      {inWords(first.ownerRole)}, {first.assignee === null ? 'nobody yet' : personText(first.assignee)}
      <br />
      <span className={styles['soft']}>
        blocked <Ago at={since} />
      </span>
      <br />
      <span className={styles['soft']}>
        due <Due at={due} />
      </span>
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

interface BlockedTableProps {
  invoices: readonly BlockedInvoice[];
  actionOf: (invoice: BlockedInvoice) => NextAction;
  fresh: ReadonlySet<string>;
}

/** The blocked invoices, each with what one needs to act on it. */
export function BlockedTable({ invoices, actionOf, fresh }: BlockedTableProps) {
  const columns: Column<BlockedInvoice>[] = [
    {
      title: 'Invoice',
      cell: ({ id, number, blockedBy, legalEntity, customer }) => (
        <div className={styles['invoice']}>
          <Link
            to="/blocked"
            search={(search) => ({ ...search, exception: blockedBy[0]?.id })}
            className={styles['number']}
          >
            {number ?? 'without a number'}
          </Link>{' '}
          {fresh.has(id) ? <Tag tone="accent">New</Tag> : null}
          <br />
          <span className={styles['soft']}>
            {legalEntity?.code} · {customer?.name ?? 'no customer'}
          </span>
        </div>
      ),
    },
    { title: 'Why it must not go out', wide: true, cell: (invoice) => <Reasons invoice={invoice} /> },
    {
      title: 'At stake',
      numeric: true,
      cell: ({ blockedAmount, total }) => (
        <>
          <Money value={blockedAmount} strong />
          <br />
          <span className={styles['soft']}>
            of <Money value={total} />
          </span>
        </>
      ),
    },
    { title: 'Owner', cell: (invoice) => <Owner invoice={invoice} /> },
    {
      title: 'Stopped? Next',
      cell: (invoice) => (
        <div className={styles['next']}>
          <HoldState hold={invoice.hold} status={invoice.status} />
          <br />
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
      marked={fresh}
    />
  );
}
