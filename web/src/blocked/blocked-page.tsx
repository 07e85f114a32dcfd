import { NativeSelect } from '@mantine/core';
import { getRouteApi } from '@tanstack/react-router';
import { ExceptionDrawer } from '../exceptions/exception-drawer.tsx';
import { Filters, SearchField } from '../parts/filters.tsx';
import { FirmFilters } from '../parts/firm-filters.tsx';
import { PageHead } from '../parts/panel.tsx';
import { Activity } from './activity.tsx';
import { BlockedList } from './blocked-list.tsx';
import styles from './blocked-page.module.css';
import { blockedOrders } from './use-blocked-invoices.ts';

const route = getRouteApi('/blocked');

/** The finance page: invoices that must not go out, live, each with what moves it on. */
export function BlockedPage() {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const narrow = (change: Record<string, string | undefined>) =>
    void navigate({ search: (before) => ({ ...before, ...change }), replace: true });
  return (
    <div className={styles['page']}>
      <div className={styles['list']}>
        <PageHead title="Blocked invoices">
          Invoices that an exception says must not go out. They appear and disappear here as it happens.
        </PageHead>
        <Filters>
          <SearchField label="Invoice, contract or customer" value={search.q} onSearch={(q) => narrow({ q })} />
          <FirmFilters search={search} onNarrow={narrow} />
          <NativeSelect
            aria-label="Order"
            data={blockedOrders}
            value={search.order ?? blockedOrders[0].value}
            onChange={(event) => narrow({ order: event.currentTarget.value })}
          />
        </Filters>
        <BlockedList search={search} />
      </div>
      <Activity />
      <ExceptionDrawer id={search.exception} onClose={() => narrow({ exception: undefined })} />
    </div>
  );
}
