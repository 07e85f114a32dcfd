import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useLiveQuery } from '../api/use-live-query.ts';
import { amountText, sumOf } from '../format/money.ts';
import { counted } from '../format/words.ts';
import { Money } from '../parts/money.tsx';
import { SeverityMark, severities } from '../parts/severity.tsx';
import styles from './attention.module.css';
import { type OpenWork, openWork } from './open-work.graphql';

function Tile({ title, figure, to, children }: { title: string; figure: string; to: string; children: ReactNode }) {
  return (
    <section className={styles['tile']} aria-label={title}>
      <Link to={to} className={styles['head']}>
        <span className={styles['figure']}>{figure}</span>
        <span className={styles['title']}>{title}</span>
      </Link>
      {children}
    </section>
  );
}

function BlockedTile({ totals }: { totals: OpenWork['blockedTotals'] }) {
  const count = totals.reduce((sum, total) => sum + total.count, 0);
  return (
    <Tile title={count === 1 ? 'blocked invoice' : 'blocked invoices'} figure={String(count)} to="/blocked">
      {count === 0 ? (
        <p className={styles['calm']}>Nothing stops an invoice.</p>
      ) : (
        <p className={styles['calm']}>At stake, by currency</p>
      )}
      <dl className={styles['lines']}>
        {totals.map(({ currency, count: some, amount }) => (
          <div key={currency}>
            <dt>{counted(some, 'invoice')}</dt>
            <dd>
              <Money value={amount} />
            </dd>
          </div>
        ))}
      </dl>
    </Tile>
  );
}

function ExceptionTile({ totals }: { totals: OpenWork['exceptionTotals'] }) {
  const countOf = (severity: string) =>
    totals.filter((total) => total.severity === severity).reduce((sum, { count }) => sum + count, 0);
  const all = totals.reduce((sum, { count }) => sum + count, 0);
  return (
    <Tile title={all === 1 ? 'open exception' : 'open exceptions'} figure={String(all)} to="/exceptions">
      <dl className={styles['lines']}>
        {severities.map((severity) => (
          <div key={severity}>
            <dt>
              <SeverityMark severity={severity} />
            </dt>
            <dd>
              <Link
                to="/exceptions"
                search={{ severity }}
                aria-label={`${countOf(severity)} ${severity.toLowerCase()}`}
              >
                {countOf(severity)}
              </Link>
            </dd>
          </div>
        ))}
      </dl>
    </Tile>
  );
}

/** What waits at each target, by currency. */
function waitingOf(updates: OpenWork['pendingFinancialUpdates']): { key: string; system: string; amount: string }[] {
  const keys = [...new Set(updates.map(({ system, amount }) => `${system} ${amount?.currency ?? ''}`))];
  return keys.map((key) => {
    const [system = '', currency = ''] = key.split(' ');
    const some = updates.filter((each) => each.system === system && (each.amount?.currency ?? '') === currency);
    const amounts = some.flatMap(({ amount }) => amount?.amount ?? []);
    const text = currency === '' || amounts.length === 0 ? '' : amountText(sumOf(amounts), currency);
    return { key, system: `${counted(some.length, 'change')} for ${system}`, amount: text };
  });
}

function PendingTile({ updates }: { updates: OpenWork['pendingFinancialUpdates'] }) {
  return (
    <Tile
      title={updates.length === 1 ? 'pending financial update' : 'pending financial updates'}
      figure={String(updates.length)}
      to="/corrections"
    >
      <dl className={styles['lines']}>
        {waitingOf(updates).map(({ key, system, amount }) => (
          <div key={key}>
            <dt>{system}</dt>
            <dd>{amount === '' ? null : <Money value={{ formatted: amount }} />}</dd>
          </div>
        ))}
      </dl>
      {updates.length === 0 ? <p className={styles['calm']}>No approved change waits for its target.</p> : null}
    </Tile>
  );
}

/** What needs somebody today. */
export function Attention() {
  const { data } = useLiveQuery(openWork, {});
  return (
    <section className={styles['attention']} aria-label="Open work">
      <p className={styles['scope']}>Open work, in every legal entity and currency that you see</p>
      <div className={styles['tiles']} aria-busy={data === undefined}>
        {data === undefined ? null : (
          <>
            <BlockedTile totals={data.blockedTotals} />
            <ExceptionTile totals={data.exceptionTotals} />
            <PendingTile updates={data.pendingFinancialUpdates} />
          </>
        )}
      </div>
    </section>
  );
}
