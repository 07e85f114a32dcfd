import { Link } from '@tanstack/react-router';
import { inWords } from '../format/words.ts';
import type { Column } from '../parts/data-table.tsx';
import { Day } from '../parts/instant.tsx';
import { Money } from '../parts/money.tsx';
import { Tag } from '../parts/tag.tsx';
import styles from './invoice-columns.module.css';
import type { Invoices } from './invoices.graphql';

type Listed = Invoices['invoices']['nodes'][number];

/** What a list says of an invoice. */
export const invoiceColumns: readonly Column<Listed>[] = [
  {
    title: 'Invoice',
    order: 'NUMBER',
    cell: ({ id, number, blocked }) => (
      <>
        <Link to="/invoices/$id" params={{ id }} className={styles['number']}>
          {number ?? 'without a number'}
        </Link>{' '}
        {blocked ? <Tag tone="bad">Blocked</Tag> : null}
      </>
    ),
  },
  {
    title: 'Customer',
    wide: true,
    cell: ({ customer, legalEntity }) => (
      <>
        {customer?.name ?? '–'} <span className={styles['soft']}>{legalEntity?.code}</span>
      </>
    ),
  },
  {
    title: 'Contract',
    cell: ({ contract }) =>
      contract === null ? (
        '–'
      ) : (
        <Link to="/contracts/$id" params={{ id: contract.id }}>
          {contract.number}
        </Link>
      ),
  },
  { title: 'State', cell: ({ status }) => (status === null ? '–' : inWords(status)) },
  { title: 'Issued', order: 'ISSUED_ON', cell: ({ issuedOn }) => <Day on={issuedOn} /> },
  { title: 'Due', order: 'DUE_ON', cell: ({ dueOn }) => <Day on={dueOn} /> },
  {
    title: 'Open',
    numeric: true,
    order: 'BALANCE',
    cell: ({ balance }) => (balance === null ? '–' : <Money value={balance} />),
  },
  { title: 'Total', numeric: true, order: 'TOTAL', cell: ({ total }) => <Money value={total} strong /> },
];
