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
  substatus?: string | undefined;
  order?: string | undefined;
}

/** Where an exception may stand. */
export const exceptionStatuses = ['OPEN', 'ACKNOWLEDGED', 'SNOOZED', 'ACCEPTED', 'CLOSED'] as const;
/** What may have become of one that stands. */
export const exceptionSubstatuses = ['NEW', 'ONGOING', 'ESCALATING', 'REGRESSED'] as const;
/** What stands for those whose risk somebody is to accept, among the states. */
export const awaitingDecision = 'RISK_REQUESTED';
const orders = ['SEVERITY', 'AMOUNT', 'OPENED_AT', 'SLA_DUE_AT', 'RULE'] as const;

/** The exceptions that fit, what is open unless another state is asked for, and the rules that find them. */
export function useExceptions(search: ExceptionSearch) {
  const { severity, rule, entity, currency, status: wanted, substatus, order: ordered } = search;
  const order = readOrder(ordered, orders, { field: 'SEVERITY', descending: true });
  const pages = usePages(JSON.stringify([severity, rule, entity, currency, wanted, substatus, ordered]));
  const status = exceptionStatuses.find((each) => each === wanted);
  const answer = useLiveQuery(exceptions, {
    severity: severities.find((each) => each === severity),
    status,
    substatus: exceptionSubstatuses.find((each) => each === substatus),
    risk: wanted === awaitingDecision ? ('REQUESTED' as const) : undefined,
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
