import { getRouteApi } from '@tanstack/react-router';
import { inWords } from '../format/words.ts';
import { DataTable } from '../parts/data-table.tsx';
import { Filters, Narrow, SearchField } from '../parts/filters.tsx';
import { FirmFilters } from '../parts/firm-filters.tsx';
import { Listed } from '../parts/listed.tsx';
import { MonthFilter } from '../parts/month-filter.tsx';
import { orderText } from '../parts/order.ts';
import { PageHead } from '../parts/panel.tsx';
import { invoiceColumns } from './invoice-columns.tsx';
import { invoiceStatuses, useInvoices } from './use-invoices.ts';

const route = getRouteApi('/invoices');
const statuses = invoiceStatuses.map((value) => ({ value, label: inWords(value) }));
const paid = [
  { value: 'yes', label: 'Not fully paid' },
  { value: 'no', label: 'Paid in full' },
];

/** The invoices that the reader may see. */
export function InvoicesPage() {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const { answer, order, pages } = useInvoices(search);
  const narrow = (change: Record<string, string | undefined>) =>
    void navigate({ search: (before) => ({ ...before, ...change }), replace: true });
  return (
    <>
      <PageHead title="Invoices">From draft to paid, as the ERP has them.</PageHead>
      <Filters>
        <SearchField label="Invoice, contract or customer" value={search.q} onSearch={(q) => narrow({ q })} />
        <FirmFilters search={search} onNarrow={narrow} practice />
        <Narrow
          label="State"
          all="Every state"
          choices={statuses}
          value={search.status}
          onChoose={(status) => narrow({ status })}
        />
        <Narrow
          label="Paid"
          all="Paid or not"
          choices={paid}
          value={search.open}
          onChoose={(open) => narrow({ open })}
        />
        <MonthFilter what="Issued in" month={search.issued} onClear={() => narrow({ issued: undefined })} />
      </Filters>
      <Listed
        answer={answer}
        page={answer.data?.invoices}
        pages={pages}
        what="invoices"
        none="No invoice that you may see fits what you look for."
      >
        {(rows) => (
          <DataTable
            caption="Invoices"
            columns={invoiceColumns}
            rows={rows}
            keyOf={({ id }) => id}
            order={order}
            onOrder={(wanted) => narrow({ order: orderText(wanted) })}
          />
        )}
      </Listed>
    </>
  );
}
