import { Link } from '@tanstack/react-router';
import { correctionText, personText } from '../format/words.ts';
import { type Column, DataTable } from '../parts/data-table.tsx';
import { Ago } from '../parts/instant.tsx';
import { Money } from '../parts/money.tsx';
import { CorrectionStateTag } from './correction-state.tsx';
import type { Corrections } from './corrections.graphql';
import styles from './corrections-table.module.css';

/** A correction in a list. */
export type ListedCorrection = Corrections['corrections']['nodes'][number];

const columns: readonly Column<ListedCorrection>[] = [
  {
    title: 'Correction',
    wide: true,
    cell: ({ id, type, subjectLabel, reason }) => (
      <>
        <Link to="/corrections/$id" params={{ id }} className={styles['title']}>
          {correctionText(type)}: {subjectLabel}
        </Link>
        <br />
        <span className={styles['soft']}>{reason}</span>
      </>
    ),
  },
  {
    title: 'State',
    cell: ({ state, approvals, approvalsNeeded }) => (
      <>
        <CorrectionStateTag state={state} />
        {state === 'PLANNED' ? (
          <span className={styles['soft']}>
            {' '}
            {approvals.length} of {approvalsNeeded}
          </span>
        ) : null}
      </>
    ),
  },
  { title: 'Money moved', numeric: true, cell: ({ amount }) => (amount === null ? '–' : <Money value={amount} />) },
  { title: 'Planned by', cell: ({ maker }) => personText(maker) },
  { title: 'Planned', cell: ({ createdAt }) => <Ago at={createdAt} /> },
  { title: 'Changed', cell: ({ changedAt }) => <Ago at={changedAt} /> },
];

/** Corrections, the latest first. */
export function CorrectionsTable({ corrections }: { corrections: readonly ListedCorrection[] }) {
  return <DataTable caption="Corrections" columns={columns} rows={corrections} keyOf={({ id }) => id} />;
}
