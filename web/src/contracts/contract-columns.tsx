import { Link } from '@tanstack/react-router';
import { isZero } from '../format/money.ts';
import { counted, inWords } from '../format/words.ts';
import type { Column } from '../parts/data-table.tsx';
import { Day } from '../parts/instant.tsx';
import { Figure, Money } from '../parts/money.tsx';
import { Tag } from '../parts/tag.tsx';
import styles from './contract-columns.module.css';
import type { Contracts } from './contracts.graphql';

type Listed = Contracts['contracts']['nodes'][number];

function Gap({ flow }: { flow: Listed['flow'] }) {
  const gap = flow?.unexplained ?? null;
  const tied = gap === null || isZero(gap.amount);
  return (
    <span className={tied ? undefined : styles['gap']}>
      <Figure value={gap} />
    </span>
  );
}

/** What a list says of a contract, and where its value has got to. */
export const contractColumns: readonly Column<Listed>[] = [
  {
    title: 'Contract',
    order: 'NUMBER',
    wide: true,
    cell: ({ id, number, name, status, amendmentNumber, orphan }) => (
      <>
        <Link to="/contracts/$id" params={{ id }} className={styles['number']}>
          {number ?? 'without a number'}
        </Link>{' '}
        {status === null || status === 'ACTIVE' ? null : <Tag>{inWords(status)}</Tag>}{' '}
        {orphan ? <Tag tone="warn">Orphan</Tag> : null}
        <br />
        <span className={styles['soft']}>
          {name}
          {amendmentNumber ? ` · ${counted(amendmentNumber, 'amendment')}` : ''}
        </span>
      </>
    ),
  },
  {
    title: 'Customer',
    order: 'CUSTOMER',
    cell: ({ customer, legalEntity }) => (
      <div className={styles['customer']}>
        {customer?.name ?? '–'}
        <br />
        <span className={styles['soft']}>{legalEntity?.code}</span>
      </div>
    ),
  },
  {
    title: 'Signed',
    order: 'SIGNED_ON',
    cell: ({ signedOn, endsOn }) => (
      <>
        <Day on={signedOn} />
        <br />
        <span className={styles['soft']}>
          ends <Day on={endsOn} />
        </span>
      </>
    ),
  },
  { title: 'Value', numeric: true, order: 'VALUE', cell: ({ value }) => <Money value={value} strong /> },
  { title: 'Backlog', numeric: true, cell: ({ flow }) => <Figure value={flow?.backlog ?? null} /> },
  { title: 'WIP', numeric: true, cell: ({ flow }) => <Figure value={flow?.workInProgress ?? null} /> },
  { title: 'Receivable', numeric: true, cell: ({ flow }) => <Figure value={flow?.receivable ?? null} /> },
  { title: 'Unexplained', numeric: true, cell: ({ flow }) => <Gap flow={flow} /> },
];
