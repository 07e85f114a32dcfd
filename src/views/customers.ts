import type { ListDefinition } from './list.ts';

/** A customer as it stands. */
export interface CustomerRow {
  id: string;
  number: string | null;
  name: string | null;
  country: string | null;
  currency: string | null;
  paymentTerms: string | null;
}

/** Customers. One that several legal entities serve is seen by each of them. */
export const customers: ListDefinition = {
  from: 'customer k',
  where: 'not k.deleted',
  id: 'k.id',
  select: {
    id: 'k.id',
    number: 'k.number',
    name: 'k.name',
    country: 'k.country',
    currency: 'k.currency',
    paymentTerms: 'k.payment_terms',
  },
  filters: {
    id: { sql: 'k.id', type: 'uuid' },
    number: { sql: 'k.number', type: 'text' },
    name: { sql: 'k.name', type: 'text' },
    country: { sql: 'k.country', type: 'text' },
  },
  orders: {
    NUMBER: { sql: 'k.number', type: 'text' },
    NAME: { sql: 'k.name', type: 'text' },
  },
  defaultOrder: [{ field: 'NAME', descending: false }],
};
