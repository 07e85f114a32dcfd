import { contractFlowSql } from '../entities/contract-flow.ts';
import type { Sql } from '../entities/sql.ts';

/** Where the value of one contract has got to. Null where a record that it is summed from has no amount. */
export interface ContractFlowRow {
  contractId: string;
  currency: string | null;
  signed: string | null;
  backlog: string | null;
  delivered: string | null;
  workInProgress: string | null;
  billed: string | null;
  receivable: string | null;
  collected: string | null;
  writtenOff: string | null;
  unexplained: string | null;
}

/** Where the value of each contract has got to; null where there is none to be seen. */
export async function flowsOf(sql: Sql, contractIds: readonly string[]): Promise<(ContractFlowRow | null)[]> {
  const rows = await sql.rows<ContractFlowRow & Record<string, unknown>>(
    `select c.id as "contractId", c.currency, c.value as signed, flow.undelivered as backlog, flow.delivered,
            flow.unbilled as "workInProgress", flow.billed, flow.open as receivable, flow.collected,
            flow.written_off as "writtenOff", c.value - flow.explained as unexplained
       from contract c left join lateral (${contractFlowSql}) flow on true
      where c.id = any ($1::uuid[]) and not c.deleted`,
    [contractIds],
  );
  const found = new Map(rows.map((row) => [row.contractId, row]));
  return contractIds.map((id) => found.get(id) ?? null);
}

/** What the ERP bills, at the level at which it can be held. */
export interface BillingEventRow {
  id: string;
  contractId: string;
  number: string | null;
  description: string | null;
  state: string | null;
  held: boolean | null;
  eventOn: string | null;
  amount: string | null;
  currency: string | null;
  milestone: string | null;
  invoiceNumber: string | null;
}

/** What the ERP is to bill of each contract. */
export async function billingEventsOf(sql: Sql, contractIds: readonly string[]): Promise<BillingEventRow[][]> {
  const rows = await sql.rows<BillingEventRow & Record<string, unknown>>(
    `select b.id, b.contract_id as "contractId", b.number, b.description, b.state, b.held, b.event_on as "eventOn",
            b.amount, b.currency, m.name as milestone,
            (select min(i.number) from invoice_allocation a
               join invoice_line l on l.id = a.invoice_line_id and not l.deleted
               join invoice i on i.id = l.invoice_id and not i.deleted
              where a.billing_event_id = b.id and not a.deleted) as "invoiceNumber"
       from billing_event b left join milestone m on m.id = b.milestone_id
      where b.contract_id = any ($1::uuid[]) and not b.deleted order by b.event_on, b.number, b.id`,
    [contractIds],
  );
  return contractIds.map((id) => rows.filter((row) => row.contractId === id));
}
