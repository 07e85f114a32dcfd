import { useLiveQuery } from '../api/use-live-query.ts';
import { readOrder } from '../parts/order.ts';
import { usePages } from '../parts/pager.tsx';
import { type BlockedInvoices, blockedInvoices } from './blocked-invoices.graphql';

/** An invoice that must not go out. */
export type BlockedInvoice = BlockedInvoices['invoices']['nodes'][number];

/** What the list of blocked invoices is narrowed to, as the address says it. */
export interface BlockedSearch {
  q?: string | undefined;
  entity?: string | undefined;
  currency?: string | undefined;
  order?: string | undefined;
}

/** What blocked invoices are ordered by. Amounts of different currencies do not compare: narrow to one first. */
export const blockedOrders = [
  { value: 'SLA_DUE_AT', label: 'Most urgent first' },
  { value: 'BLOCKED_SINCE', label: 'Longest blocked first' },
  { value: '-BLOCKED_AMOUNT', label: 'Most at stake first' },
  { value: 'NUMBER', label: 'By number' },
] as const;

const fields = ['SLA_DUE_AT', 'BLOCKED_SINCE', 'BLOCKED_AMOUNT', 'NUMBER'] as const;

/** The invoices that must not go out, what is most overdue first. */
export function useBlockedInvoices({ q, entity, currency, order: wanted }: BlockedSearch) {
  const order = readOrder(wanted, fields, { field: 'SLA_DUE_AT', descending: false });
  const pages = usePages(JSON.stringify([q, entity, currency, order]));
  const answer = useLiveQuery(blockedInvoices, {
    text: q,
    entity,
    currency,
    order: order.field,
    direction: order.direction,
    after: pages.after,
  });
  return { ...answer, pages };
}
