import { useLiveQuery } from '../api/use-live-query.ts';
import { readOrder } from '../parts/order.ts';
import { usePages } from '../parts/pager.tsx';
import { severities } from '../parts/severity.tsx';
import { exceptions } from './exceptions.graphql';

/** What the list of exceptions is narrowed to, as the address says it. */
export interface ExceptionSearch {
  severity?: string | undefined;
  rule?: string | undefined;
  entity?: string | undefined;
  currency?: string | undefined;
  status?: string | undefined;
  order?: string | undefined;
}

/** Where an exception may stand. */
export const exceptionStatuses = ['OPEN', 'ACKNOWLEDGED', 'SNOOZED', 'CLOSED'] as const;
const orders = ['SEVERITY', 'AMOUNT', 'OPENED_AT', 'SLA_DUE_AT', 'RULE'] as const;

/** The exceptions that fit, what is not closed unless another state is asked for, and the rules that find them. */
export function useExceptions({ severity, rule, entity, currency, status: wanted, order: ordered }: ExceptionSearch) {
  const order = readOrder(ordered, orders, { field: 'SEVERITY', descending: true });
  const pages = usePages(JSON.stringify([severity, rule, entity, currency, wanted, ordered]));
  const status = exceptionStatuses.find((each) => each === wanted);
  const answer = useLiveQuery(exceptions, {
    severity: severities.find((each) => each === severity),
    status,
    open: status === undefined ? true : undefined,
    rule,
    entity,
    currency,
    order: order.field,
    direction: order.direction,
    after: pages.after,
  });
  return { answer, order, pages };
}
