import { blocks } from './blocks.ts';
import type { ListDefinition } from './list.ts';

/** An invoice as it stands, with what blocks it. */
export interface InvoiceRow {
  id: string;
  number: string | null;
  status: string | null;
  issuedOn: string | null;
  dueOn: string | null;
  total: string | null;
  balance: string | null;
  currency: string | null;
  legalEntityId: number | null;
  practiceId: number | null;
  contractId: string | null;
  customerId: string | null;
  blocked: boolean;
  blockedAmount: string | null;
}

/** Invoices. */
export const invoices: ListDefinition = {
  from: `invoice i
    left join contract c on c.id = i.contract_id
    left join customer k on k.id = coalesce(i.customer_id, c.customer_id)
    left join legal_entity e on e.id = i.legal_entity_id
    left join practice p on p.id = i.practice_id
    ${blocks}`,
  where: 'not i.deleted',
  id: 'i.id',
  select: {
    id: 'i.id',
    number: 'i.number',
    status: 'i.status',
    issuedOn: 'i.issued_on',
    dueOn: 'i.due_on',
    total: 'i.total',
    balance: 'i.balance',
    currency: 'i.currency',
    legalEntityId: 'i.legal_entity_id',
    practiceId: 'i.practice_id',
    contractId: 'i.contract_id',
    customerId: 'coalesce(i.customer_id, c.customer_id)',
    blocked: 'b.present',
    blockedAmount: 'b.amount',
  },
  filters: {
    id: { sql: 'i.id', type: 'uuid' },
    number: { sql: 'i.number', type: 'text' },
    status: { sql: 'i.status', type: 'text' },
    issuedOn: { sql: 'i.issued_on', type: 'date' },
    dueOn: { sql: 'i.due_on', type: 'date' },
    total: { sql: 'i.total', type: 'numeric' },
    balance: { sql: 'i.balance', type: 'numeric' },
    currency: { sql: 'i.currency', type: 'text' },
    blocked: { sql: 'b.present', type: 'boolean' },
    legalEntity: { sql: 'e.code', type: 'text' },
    practice: { sql: 'p.code', type: 'text' },
    contractNumber: { sql: 'c.number', type: 'text' },
    customerName: { sql: 'k.name', type: 'text' },
  },
  orders: {
    NUMBER: { sql: 'i.number', type: 'text' },
    ISSUED_ON: { sql: 'i.issued_on', type: 'date' },
    DUE_ON: { sql: 'i.due_on', type: 'date' },
    TOTAL: { sql: 'i.total', type: 'numeric' },
    BALANCE: { sql: 'i.balance', type: 'numeric' },
    BLOCKED_AMOUNT: { sql: 'b.amount', type: 'numeric' },
    BLOCKED_SINCE: { sql: 'b.since', type: 'timestamptz' },
    SLA_DUE_AT: { sql: 'b.sla_due_at', type: 'timestamptz' },
  },
  defaultOrder: [{ field: 'NUMBER', descending: false }],
};
