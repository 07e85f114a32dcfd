import type { ListDefinition } from './list.ts';

/** A contract as it stands. */
export interface ContractRow {
  id: string;
  number: string | null;
  name: string | null;
  status: string | null;
  value: string | null;
  currency: string | null;
  signedOn: string | null;
  startsOn: string | null;
  endsOn: string | null;
  amendmentNumber: number | null;
  purchaseOrderRequired: boolean | null;
  legalEntityId: number | null;
  practiceId: number | null;
  customerId: string | null;
  occurredAt: string;
  orphan: boolean;
}

/** Contracts. */
export const contracts: ListDefinition = {
  from: `contract c
    left join customer k on k.id = c.customer_id
    left join legal_entity e on e.id = c.legal_entity_id
    left join practice p on p.id = c.practice_id`,
  where: 'not c.deleted',
  id: 'c.id',
  select: {
    id: 'c.id',
    number: 'c.number',
    name: 'c.name',
    status: 'c.status',
    value: 'c.value',
    currency: 'c.currency',
    signedOn: 'c.signed_on',
    startsOn: 'c.starts_on',
    endsOn: 'c.ends_on',
    amendmentNumber: 'c.amendment_number',
    purchaseOrderRequired: 'c.purchase_order_required',
    legalEntityId: 'c.legal_entity_id',
    practiceId: 'c.practice_id',
    customerId: 'c.customer_id',
    occurredAt: 'c.occurred_at',
    orphan: 'c.orphan',
  },
  filters: {
    id: { sql: 'c.id', type: 'uuid' },
    number: { sql: 'c.number', type: 'text' },
    name: { sql: 'c.name', type: 'text' },
    status: { sql: 'c.status', type: 'text' },
    value: { sql: 'c.value', type: 'numeric' },
    currency: { sql: 'c.currency', type: 'text' },
    signedOn: { sql: 'c.signed_on', type: 'date' },
    endsOn: { sql: 'c.ends_on', type: 'date' },
    legalEntity: { sql: 'e.code', type: 'text' },
    practice: { sql: 'p.code', type: 'text' },
    customerName: { sql: 'k.name', type: 'text' },
    amendmentNumber: { sql: 'c.amendment_number', type: 'int' },
  },
  orders: {
    NUMBER: { sql: 'c.number', type: 'text' },
    VALUE: { sql: 'c.value', type: 'numeric' },
    SIGNED_ON: { sql: 'c.signed_on', type: 'date' },
    ENDS_ON: { sql: 'c.ends_on', type: 'date' },
    CUSTOMER: { sql: 'k.name', type: 'text' },
  },
  defaultOrder: [{ field: 'NUMBER', descending: false }],
};
