import { Link } from '@tanstack/react-router';
import { isZero } from '../format/money.ts';
import { counted, inWords } from '../format/words.ts';
import type { Column } from '../parts/data-table.tsx';
import { Day } from '../parts/instant.tsx';
import { Money } from '../parts/money.tsx';
import { Tag } from '../parts/tag.tsx';
import styles from './contract-columns.module.css';
import type { Contracts } from './contracts.graphql';

type Listed = Contracts['contracts']['nodes'][number];

function Gap({ flow }: { flow: Listed['flow'] }) {
  const gap = flow?.unexplained ?? null;
  if (gap === null) return <span className={styles['soft']}>not known</span>;
  return isZero(gap.amount) ? (
    <span className={styles['soft']}>0</span>
  ) : (
    <span className={styles['gap']}>
      <Money value={gap} />
    </span>
  );
}

/** What a list says of a contract, and where its value has got to. */
export const contractColumns: readonly Column<Listed>[] = [
  {
    title: 'Contract',
    order: 'NUMBER',
    wide: true,
    cell: ({ id, number, name, amendmentNumber, orphan }) => (
      <>
        <Link to="/contracts/$id" params={{ id }} className={styles['number']}>
          {number ?? 'without a number'}
        </Link>{' '}
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
      <>
        {customer?.name ?? '–'}
        <br />
        <span className={styles['soft']}>{legalEntity?.code}</span>
      </>
    ),
  },
  { title: 'State', cell: ({ status }) => (status === null ? '–' : inWords(status)) },
  { title: 'Signed', order: 'SIGNED_ON', cell: ({ signedOn }) => <Day on={signedOn} /> },
  { title: 'Ends', order: 'ENDS_ON', cell: ({ endsOn }) => <Day on={endsOn} /> },
  { title: 'Value', numeric: true, order: 'VALUE', cell: ({ value }) => <Money value={value} strong /> },
  { title: 'Backlog', numeric: true, cell: ({ flow }) => <Money value={flow?.backlog ?? null} /> },
  { title: 'WIP', numeric: true, cell: ({ flow }) => <Money value={flow?.workInProgress ?? null} /> },
  { title: 'Receivable', numeric: true, cell: ({ flow }) => <Money value={flow?.receivable ?? null} /> },
  { title: 'Unexplained', numeric: true, cell: ({ flow }) => <Gap flow={flow} /> },
];
