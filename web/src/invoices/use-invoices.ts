import { useLiveQuery } from '../api/use-live-query.ts';
import { monthRange } from '../format/month.ts';
import { readOrder } from '../parts/order.ts';
import { usePages } from '../parts/pager.tsx';
import { invoices } from './invoices.graphql';

/** What the list of invoices is narrowed to, as the address says it. */
export interface InvoiceSearch {
  q?: string | undefined;
  entity?: string | undefined;
  currency?: string | undefined;
  practice?: string | undefined;
  status?: string | undefined;
  issued?: string | undefined;
  /** `yes` for what is not fully paid, `no` for what is. */
  open?: string | undefined;
  order?: string | undefined;
}

/** The states of an invoice. */
export const invoiceStatuses = ['DRAFT', 'APPROVED', 'ISSUED', 'CANCELLED'] as const;
const orders = ['NUMBER', 'ISSUED_ON', 'DUE_ON', 'TOTAL', 'BALANCE'] as const;

/** The invoices that fit, one page at a time. */
export function useInvoices(search: InvoiceSearch) {
  const order = readOrder(search.order, orders, { field: 'NUMBER', descending: true });
  const pages = usePages(JSON.stringify(search));
  const issued = monthRange(search.issued);
  const answer = useLiveQuery(invoices, {
    text: search.q,
    entity: search.entity,
    currency: search.currency,
    practice: search.practice,
    status: invoiceStatuses.find((each) => each === search.status),
    issuedFrom: issued?.from,
    issuedBefore: issued?.before,
    openMore: search.open === 'yes' ? '0' : undefined,
    openAtMost: search.open === 'no' ? '0' : undefined,
    order: order.field,
    direction: order.direction,
    after: pages.after,
  });
  return { answer, order, pages };
}
