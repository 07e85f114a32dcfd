import { getRouteApi } from '@tanstack/react-router';
import { inWords } from '../format/words.ts';
import { DataTable } from '../parts/data-table.tsx';
import { Filters, Narrow, SearchField } from '../parts/filters.tsx';
import { FirmFilters } from '../parts/firm-filters.tsx';
import { Listed } from '../parts/listed.tsx';
import { MonthFilter } from '../parts/month-filter.tsx';
import { orderText } from '../parts/order.ts';
import { PageHead } from '../parts/panel.tsx';
import { contractColumns } from './contract-columns.tsx';
import { contractStatuses, useContracts } from './use-contracts.ts';

const route = getRouteApi('/contracts');
const statuses = contractStatuses.map((value) => ({ value, label: inWords(value) }));

/** The contracts that the reader may see, and where the value of each has got to. */
export function ContractsPage() {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const { answer, order, pages } = useContracts(search);
  const narrow = (change: Record<string, string | undefined>) =>
    void navigate({ search: (before) => ({ ...before, ...change }), replace: true });
  return (
    <>
      <PageHead title="Contracts">Under the terms in force, amendments included.</PageHead>
      <Filters>
        <SearchField label="Number, name or customer" value={search.q} onSearch={(q) => narrow({ q })} />
        <FirmFilters search={search} onNarrow={narrow} practice />
        <Narrow
          label="State"
          all="Every state"
          choices={statuses}
          value={search.status}
          onChoose={(status) => narrow({ status })}
        />
        <MonthFilter what="Signed in" month={search.signed} onClear={() => narrow({ signed: undefined })} />
      </Filters>
      <Listed
        answer={answer}
        page={answer.data?.contracts}
        pages={pages}
        what="contracts"
        none="No contract that you may see fits what you look for."
      >
        {(rows) => (
          <DataTable
            caption="Contracts"
            columns={contractColumns}
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
