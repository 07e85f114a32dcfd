import { Button } from '@mantine/core';
import { useState } from 'react';
import { Pager } from '../parts/pager.tsx';
import { Empty, Failed, Waiting } from '../parts/states.tsx';
import { useMay, useReader } from '../session/viewer-context.tsx';
import styles from './blocked-page.module.css';
import { BlockedTable } from './blocked-table.tsx';
import { type Actor, nextAction } from './next-action.ts';
import { type BlockedSearch, useBlockedInvoices } from './use-blocked-invoices.ts';
import { useFreshKeys } from './use-fresh-keys.ts';
import { useHeldRows } from './use-held-rows.ts';

function useActor(): Actor {
  const { viewer } = useReader();
  return { id: viewer.id, plans: useMay('plan:corrections'), approves: useMay('approve:corrections') };
}

function Nothing({ search: { q, entity, currency } }: { search: BlockedSearch }) {
  const narrowed = [q, entity, currency].some((each) => each !== undefined);
  return narrowed ? (
    <Empty title="Nothing fits">No blocked invoice fits what you look for.</Empty>
  ) : (
    <Empty title="No invoice is blocked">As soon as a rule finds one that must not go out, it appears here.</Empty>
  );
}

/** The blocked invoices that fit. While somebody works in the list, what is new waits to be called. */
export function BlockedList({ search }: { search: BlockedSearch }) {
  const { data, failure, waiting, refresh, pages } = useBlockedInvoices(search);
  const actor = useActor();
  const [held, setHeld] = useState(false);
  const { q, entity, currency, order } = search;
  const list = JSON.stringify([q, entity, currency, order, pages.page]);
  const all = data?.invoices.nodes;
  const marked = useFreshKeys(
    all?.map(({ id }) => id),
    list,
  );
  // What has just come is seen first, however urgent the rest is.
  const ordered = (all ?? []).toSorted((one, other) => Number(marked.has(other.id)) - Number(marked.has(one.id)));
  const { rows, waiting: fresh } = useHeldRows(ordered, ({ id }) => id, held);
  if (failure !== undefined) return <Failed failure={failure} retry={refresh} />;
  if (waiting || data === undefined) return <Waiting what="blocked invoices" />;
  return (
    <>
      {fresh === 0 ? null : (
        <Button variant="light" size="compact-sm" className={styles['fresh']} onClick={() => setHeld(false)}>
          {fresh} new: show
        </Button>
      )}
      {rows.length === 0 ? (
        <Nothing search={search} />
      ) : (
        <div onPointerEnter={() => setHeld(true)} onPointerLeave={() => setHeld(false)}>
          <BlockedTable
            invoices={rows}
            actionOf={(invoice) => nextAction(invoice, data.corrections.nodes, actor)}
            fresh={marked}
          />
        </div>
      )}
      <Pager
        pages={pages}
        size={50}
        shown={rows.length}
        total={data.invoices.totalCount}
        info={data.invoices.pageInfo}
        what="blocked invoices"
      />
    </>
  );
}
