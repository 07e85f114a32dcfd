import { getRouteApi } from '@tanstack/react-router';
import { inWords } from '../format/words.ts';
import { Filters, Narrow } from '../parts/filters.tsx';
import { FirmFilters } from '../parts/firm-filters.tsx';
import { Listed } from '../parts/listed.tsx';
import { orderText } from '../parts/order.ts';
import { PageHead } from '../parts/panel.tsx';
import { severities } from '../parts/severity.tsx';
import { ExceptionDrawer } from './exception-drawer.tsx';
import { ExceptionsTable } from './exceptions-table.tsx';
import { Unjudged } from './unjudged.tsx';
import { awaitingDecision, exceptionStatuses, exceptionSubstatuses, useExceptions } from './use-exceptions.ts';

const route = getRouteApi('/exceptions');
const choicesOf = (values: readonly string[]) => values.map((value) => ({ value, label: inWords(value) }));

/** Everything that a rule has found. */
export function ExceptionsPage() {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const { answer, order, pages } = useExceptions(search);
  const rules = answer.data?.rules ?? [];
  const narrow = (change: Record<string, string | undefined>) =>
    void navigate({ search: (before) => ({ ...before, ...change }), replace: true });
  return (
    <>
      <PageHead title="Exceptions">
        What the rules find wrong, until it is put right. Nobody closes one: it goes when its cause is gone, or stands
        as a risk that two people have accepted for a time.
      </PageHead>
      <Filters>
        <Narrow
          label="Severity"
          all="Every severity"
          choices={choicesOf(severities)}
          value={search.severity}
          onChoose={(severity) => narrow({ severity })}
        />
        <Narrow
          label="Rule"
          all="Every rule"
          choices={rules.map(({ id, title, open }) => ({ value: id, label: `${id} ${title} (${open})` }))}
          value={search.rule}
          onChoose={(rule) => narrow({ rule })}
        />
        <FirmFilters search={search} onNarrow={narrow} />
        <Narrow
          label="Status"
          all="Open, of any status"
          choices={choicesOf([...exceptionStatuses, awaitingDecision])}
          value={search.status}
          onChoose={(status) => narrow({ status })}
        />
        <Narrow
          label="Since last looked at"
          all="Whatever has become of it"
          choices={choicesOf(exceptionSubstatuses)}
          value={search.substatus}
          onChoose={(substatus) => narrow({ substatus })}
        />
      </Filters>
      <Unjudged rules={rules} />
      <Listed
        answer={answer}
        page={answer.data?.exceptions}
        pages={pages}
        what="exceptions"
        none="Nothing that a rule has found fits what you chose."
      >
        {(rows) => (
          <ExceptionsTable exceptions={rows} order={order} onOrder={(wanted) => narrow({ order: orderText(wanted) })} />
        )}
      </Listed>
      <ExceptionDrawer id={search.exception} onClose={() => narrow({ exception: undefined })} />
    </>
  );
}
