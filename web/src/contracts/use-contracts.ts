import { useLiveQuery } from '../api/use-live-query.ts';
import { monthRange } from '../format/month.ts';
import { readOrder } from '../parts/order.ts';
import { usePages } from '../parts/pager.tsx';
import { contracts } from './contracts.graphql';

/** What the list of contracts is narrowed to, as the address says it. */
export interface ContractSearch {
  q?: string | undefined;
  entity?: string | undefined;
  currency?: string | undefined;
  practice?: string | undefined;
  status?: string | undefined;
  signed?: string | undefined;
  order?: string | undefined;
}

/** The states of a contract. */
export const contractStatuses = ['DRAFT', 'ACTIVE', 'ON_HOLD', 'COMPLETED', 'TERMINATED'] as const;
const orders = ['NUMBER', 'CUSTOMER', 'VALUE', 'SIGNED_ON', 'ENDS_ON'] as const;

/** The contracts that fit, one page at a time. */
export function useContracts(search: ContractSearch) {
  const order = readOrder(search.order, orders, { field: 'NUMBER', descending: true });
  const pages = usePages(JSON.stringify(search));
  const signed = monthRange(search.signed);
  const answer = useLiveQuery(contracts, {
    text: search.q,
    entity: search.entity,
    currency: search.currency,
    practice: search.practice,
    status: contractStatuses.find((each) => each === search.status),
    signedFrom: signed?.from,
    signedBefore: signed?.before,
    order: order.field,
    direction: order.direction,
    after: pages.after,
  });
  return { answer, order, pages };
}
