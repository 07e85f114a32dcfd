import { mustBeHeld } from '../entities/must-be-held.ts';
import type { Sql } from '../entities/sql.ts';
import type { ContractRow } from './contracts.ts';
import { contracts } from './contracts.ts';
import { type CustomerRow, customers } from './customers.ts';
import { type InvoiceRow, invoices } from './invoices.ts';
import type { ListDefinition } from './list.ts';
import { type ProjectRow, projects } from './projects.ts';

function selectOf({ select, from, where }: ListDefinition): string {
  const columns = Object.entries(select).map(([name, expression]) => `${expression} as "${name}"`);
  return `select ${columns.join(', ')} from ${from} where ${where ?? 'true'}`;
}

/** Reads rows of a list by id, in the order of the ids; null where there is none to be seen. */
export async function byIds<Row extends { id: string }>(
  sql: Sql,
  definition: ListDefinition,
  ids: readonly string[],
): Promise<(Row | null)[]> {
  const rows = await sql.rows<Row & Record<string, unknown>>(
    `${selectOf(definition)} and ${definition.id} = any ($1::uuid[])`,
    [ids],
  );
  const found = new Map(rows.map((row) => [row.id, row]));
  return ids.map((id) => found.get(id) ?? null);
}

/** Contracts by id. */
export const contractsByIds = (sql: Sql, ids: readonly string[]) => byIds<ContractRow>(sql, contracts, ids);
/** Customers by id. */
export const customersByIds = (sql: Sql, ids: readonly string[]) => byIds<CustomerRow>(sql, customers, ids);
/** Invoices by id. */
export const invoicesByIds = (sql: Sql, ids: readonly string[]) => byIds<InvoiceRow>(sql, invoices, ids);

/** An amendment of a contract. */
export interface AmendmentRow {
  id: string;
  contractId: string;
  number: number | null;
  approvedAt: string | null;
  effectiveOn: string | null;
  valueDelta: string | null;
  valueAfter: string | null;
  currency: string | null;
}

/** A milestone of a contract. */
export interface MilestoneRow {
  id: string;
  contractId: string;
  name: string | null;
  amount: string | null;
  currency: string | null;
  plannedOn: string | null;
  scopeState: string | null;
  deliveryState: string | null;
  acceptedOn: string | null;
}

/** A line of an invoice with the milestones that it bills. */
export interface InvoiceLineRow {
  id: string;
  invoiceId: string;
  number: number | null;
  description: string | null;
  amount: string | null;
  currency: string | null;
  milestones: string[];
}

/** How the stop of an invoice stands at its source. */
export interface HoldRow {
  invoiceId: string;
  state: 'NONE' | 'PROPOSED' | 'PENDING' | 'HELD' | 'RELEASE_PENDING';
  level: string | null;
  system: string | null;
  since: string | null;
}

/** Groups rows under the ids that they belong to. */
function grouped<Row>(ids: readonly string[], rows: readonly Row[], keyOf: (row: Row) => string): Row[][] {
  const groups = new Map<string, Row[]>(ids.map((id) => [id, []]));
  for (const row of rows) groups.get(keyOf(row))?.push(row);
  return ids.map((id) => groups.get(id) ?? []);
}

/** The amendments of each contract, in the order of the ids. */
export async function amendmentsOf(sql: Sql, contractIds: readonly string[]): Promise<AmendmentRow[][]> {
  const rows = await sql.rows<AmendmentRow & Record<string, unknown>>(
    `select a.id, a.contract_id as "contractId", a.number, a.approved_at as "approvedAt",
            a.effective_on as "effectiveOn", a.value_delta as "valueDelta", a.value_after as "valueAfter", a.currency
       from amendment a where a.contract_id = any ($1::uuid[]) and not a.deleted order by a.number`,
    [contractIds],
  );
  return grouped(contractIds, rows, (row) => row.contractId);
}

/** The milestones of each contract, in the order of the ids. */
export async function milestonesOf(sql: Sql, contractIds: readonly string[]): Promise<MilestoneRow[][]> {
  const rows = await sql.rows<MilestoneRow & Record<string, unknown>>(
    `select m.id, m.contract_id as "contractId", m.name, m.amount, m.currency, m.planned_on as "plannedOn",
            m.scope_state as "scopeState", m.delivery_state as "deliveryState", m.accepted_on as "acceptedOn"
       from milestone m where m.contract_id = any ($1::uuid[]) and not m.deleted order by m.planned_on, m.name, m.id`,
    [contractIds],
  );
  return grouped(contractIds, rows, (row) => row.contractId);
}

/** The projects of each contract, in the order of the ids. */
export async function projectsOf(sql: Sql, contractIds: readonly string[]): Promise<ProjectRow[][]> {
  const rows = await sql.rows<ProjectRow & Record<string, unknown>>(
    `${selectOf(projects)} and p.contract_id = any ($1::uuid[]) order by p.number`,
    [contractIds],
  );
  return grouped(contractIds, rows, (row) => row.contractId ?? '');
}

/** The invoices of each contract, in the order of the ids. */
export async function invoicesOf(sql: Sql, contractIds: readonly string[]): Promise<InvoiceRow[][]> {
  const rows = await sql.rows<InvoiceRow & Record<string, unknown>>(
    `${selectOf(invoices)} and i.contract_id = any ($1::uuid[]) order by i.number`,
    [contractIds],
  );
  return grouped(contractIds, rows, (row) => row.contractId ?? '');
}

/** The lines of each invoice, with the milestones that each bills, in the order of the ids. */
export async function linesOf(sql: Sql, invoiceIds: readonly string[]): Promise<InvoiceLineRow[][]> {
  const rows = await sql.rows<InvoiceLineRow & Record<string, unknown>>(
    `select l.id, l.invoice_id as "invoiceId", l.number, l.description, l.amount, l.currency,
            coalesce(m.names, '{}') as milestones
       from invoice_line l
       left join lateral (
         select array_agg(m.name order by m.name) as names
           from invoice_allocation a
           left join billing_event b on b.id = a.billing_event_id
           join milestone m on m.id = coalesce(a.milestone_id, b.milestone_id)
          where a.invoice_line_id = l.id and not a.deleted
       ) m on true
      where l.invoice_id = any ($1::uuid[]) and not l.deleted order by l.number, l.id`,
    [invoiceIds],
  );
  return grouped(invoiceIds, rows, (row) => row.invoiceId);
}

// Where something blocks an invoice, all that it is about must be held; what is held of others counts where nothing does.
const holdOfInvoice = `
  select case when bool_or(v.wanted) then bool_and(v.held) filter (where v.wanted) else bool_or(v.held) end as held,
         case when bool_or(v.wanted) then bool_and(v.held or v.holding) filter (where v.wanted)
              else bool_or(v.holding) end as holding,
         bool_or(v.releasing) as releasing, max(v.level) as level, max(v.system) as system, max(v.since) as since
    from (
      select coalesce(b.held, false) as held, bool_or(w.wanted) as wanted,
             coalesce(bool_or(s.action = 'hold' and o.state in ('ready', 'sending', 'sent', 'unknown', 'needs_human')), false) as holding,
             coalesce(bool_or(s.action = 'release' and o.state not in ('confirmed', 'rejected', 'stale', 'cancelled')), false) as releasing,
             max(s.level) filter (where s.action = 'hold') as level,
             max(s.system) filter (where s.action = 'hold') as system,
             max(o.created_at) filter (where s.action = 'hold') as since
        from invoice_line l
        join invoice_allocation a on a.invoice_line_id = l.id and not a.deleted
        join billing_event b on b.id = a.billing_event_id and not b.deleted
       cross join lateral (select ${mustBeHeld('l')} as wanted) w
        left join correction_step s on s.golden_id = b.id and s.action in ('hold', 'release')
        left join outbox o on o.correction_id = s.correction_id and o.step_number = s.number
       where l.invoice_id = i.id and not l.deleted
       group by b.id, b.held
    ) v`;

/**
 * What has become of stopping invoices at their source: nothing is called held before the source's own record says so of
 * all that must be. A blocked draft of which something is neither held nor about to be is one whose hold is proposed.
 */
export async function holdsOf(sql: Sql, invoiceIds: readonly string[]): Promise<HoldRow[]> {
  const rows = await sql.rows<HoldRow & Record<string, unknown>>(
    `select i.id as "invoiceId",
            case when h.held and h.releasing then 'RELEASE_PENDING'
                 when h.held then 'HELD'
                 when h.holding then 'PENDING'
                 when i.status in ('draft', 'approved') and exists (
                   select from exception e where e.invoice_id = i.id and e.effect = 'block' and e.closed_at is null
                      and e.status <> 'accepted')
                 then 'PROPOSED'
                 else 'NONE' end as state,
            h.level, h.system, h.since
       from invoice i
       left join lateral (${holdOfInvoice}) h on true
      where i.id = any ($1::uuid[])`,
    [invoiceIds],
  );
  const found = new Map(rows.map((row) => [row.invoiceId, row]));
  const none = (invoiceId: string): HoldRow => ({ invoiceId, state: 'NONE', level: null, system: null, since: null });
  return invoiceIds.map((id) => {
    const row = found.get(id);
    return row === undefined || row.state === 'NONE' || row.state === 'PROPOSED'
      ? { ...none(id), state: row?.state ?? 'NONE' }
      : row;
  });
}
