import { Link } from '@tanstack/react-router';
import { inWords, personText } from '../format/words.ts';
import { type Column, DataTable, type TableOrder } from '../parts/data-table.tsx';
import { Ago, Due, Instant } from '../parts/instant.tsx';
import { Money } from '../parts/money.tsx';
import { SeverityMark } from '../parts/severity.tsx';
import { Tag } from '../parts/tag.tsx';
import type { Exceptions } from './exceptions.graphql';
import styles from './exceptions-table.module.css';
import { Substatus } from './substatus.tsx';

/** An exception in a list. */
export type ListedException = Exceptions['exceptions']['nodes'][number];

const columns: readonly Column<ListedException>[] = [
  {
    title: 'What is wrong',
    wide: true,
    cell: ({ id, sentence, rule, title, status, substatus, riskAcceptances }) => (
      <>
        <Link to="." search={(search: object) => ({ ...search, exception: id })} className={styles['sentence']}>
          {sentence}
        </Link>
        <br />
        <span className={styles['soft']}>
          {rule} {title} {status === 'OPEN' ? null : <Tag tone="accent">{inWords(status)}</Tag>}{' '}
          <Substatus substatus={substatus} />
          {riskAcceptances.some(({ state }) => state === 'REQUESTED') ? (
            <Tag tone="warn">Risk to be decided</Tag>
          ) : null}
        </span>
      </>
    ),
  },
  { title: 'Severity', order: 'SEVERITY', cell: ({ severity }) => <SeverityMark severity={severity} /> },
  {
    title: 'At stake',
    numeric: true,
    order: 'AMOUNT',
    cell: ({ amount }) => (amount === null ? '–' : <Money value={amount} strong />),
  },
  {
    title: 'Contract',
    cell: ({ contract, legalEntity }) => (
      <>
        {contract === null ? (
          '–'
        ) : (
          <Link to="/contracts/$id" params={{ id: contract.id }}>
            {contract.number}
          </Link>
        )}
        <br />
        <span className={styles['soft']}>{legalEntity?.code}</span>
      </>
    ),
  },
  {
    title: 'Owner',
    cell: ({ ownerRole, assignee, queue }) => (
      <>
        {assignee === null ? 'nobody yet' : personText(assignee)}
        <br />
        <span className={styles['soft']}>
          {inWords(ownerRole)}
          {queue === null ? null : `, ${queue}`}
        </span>
      </>
    ),
  },
  { title: 'Stands', order: 'OPENED_AT', cell: ({ openedAt }) => <Ago at={openedAt} /> },
  {
    title: 'Resolve',
    order: 'SLA_DUE_AT',
    cell: ({ slaDueAt, closedAt, riskAcceptances }) => {
      if (closedAt !== null) return 'closed';
      const accepted = riskAcceptances.find(({ state }) => state === 'ACCEPTED');
      return accepted === undefined ? (
        <Due at={slaDueAt} />
      ) : (
        <>
          accepted until <Instant at={accepted.expiresAt} />
        </>
      );
    },
  },
];

/** Exceptions, each with what one needs to choose the next. */
export function ExceptionsTable({
  exceptions,
  order,
  onOrder,
}: {
  exceptions: readonly ListedException[];
  order?: TableOrder;
  onOrder?: (order: TableOrder) => void;
}) {
  return (
    <DataTable
      caption="Exceptions"
      columns={columns}
      rows={exceptions}
      keyOf={({ id }) => id}
      {...(order === undefined ? {} : { order })}
      {...(onOrder === undefined ? {} : { onOrder })}
    />
  );
}
