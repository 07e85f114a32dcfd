import type { ListDefinition } from './list.ts';

/** A project as it stands. */
export interface ProjectRow {
  id: string;
  number: string | null;
  name: string | null;
  status: string | null;
  approved: boolean | null;
  billable: boolean | null;
  erpStatus: string | null;
  currency: string | null;
  startsOn: string | null;
  endsOn: string | null;
  legalEntityId: number | null;
  practiceId: number | null;
  contractId: string | null;
}

/** Projects. */
export const projects: ListDefinition = {
  from: 'project p left join contract c on c.id = p.contract_id left join legal_entity e on e.id = p.legal_entity_id',
  where: 'not p.deleted',
  id: 'p.id',
  select: {
    id: 'p.id',
    number: 'p.number',
    name: 'p.name',
    status: 'p.status',
    approved: 'p.approved',
    billable: 'p.billable',
    erpStatus: 'p.erp_status',
    currency: 'p.currency',
    startsOn: 'p.starts_on',
    endsOn: 'p.ends_on',
    legalEntityId: 'p.legal_entity_id',
    practiceId: 'p.practice_id',
    contractId: 'p.contract_id',
  },
  filters: {
    id: { sql: 'p.id', type: 'uuid' },
    number: { sql: 'p.number', type: 'text' },
    name: { sql: 'p.name', type: 'text' },
    status: { sql: 'p.status', type: 'text' },
    erpStatus: { sql: 'p.erp_status', type: 'text' },
    billable: { sql: 'p.billable', type: 'boolean' },
    legalEntity: { sql: 'e.code', type: 'text' },
    contractNumber: { sql: 'c.number', type: 'text' },
  },
  orders: {
    NUMBER: { sql: 'p.number', type: 'text' },
    NAME: { sql: 'p.name', type: 'text' },
    STARTS_ON: { sql: 'p.starts_on', type: 'date' },
    ENDS_ON: { sql: 'p.ends_on', type: 'date' },
  },
  defaultOrder: [{ field: 'NUMBER', descending: false }],
};
