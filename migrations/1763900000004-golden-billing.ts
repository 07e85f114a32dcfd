import type { QueryRunner } from 'typeorm';
import { ForwardOnly } from './forward-only.ts';
import { goldenTable } from './golden-table.ts';

/** What is billed and paid: schedules, billing events, invoices, credit notes, payments, revenue. */
export class GoldenBilling1763900000004 extends ForwardOnly {
  async up(runner: QueryRunner): Promise<void> {
    await goldenTable(runner, {
      name: 'billing_schedule',
      columns: `number text, status text check (status in ('draft', 'active', 'closed')), currency text,
        contract_id uuid`,
    });
    await goldenTable(runner, {
      name: 'billing_schedule_line',
      columns: `due_on date, amount numeric, currency text,
        billing_schedule_id uuid, contract_id uuid, contract_line_id uuid, milestone_id uuid`,
    });
    await goldenTable(runner, {
      name: 'billing_event',
      columns: `number text, description text, state text check (state in ('planned', 'ready', 'invoiced')),
        held boolean, event_on date, amount numeric, currency text,
        contract_id uuid, contract_line_id uuid, milestone_id uuid, project_id uuid`,
    });
    await goldenTable(runner, {
      name: 'invoice',
      columns: `number text, status text check (status in ('draft', 'approved', 'issued', 'cancelled')),
        issued_on date, due_on date, total numeric, balance numeric, currency text,
        contract_id uuid, customer_id uuid`,
      indexes: ['number'],
    });
    await goldenTable(runner, {
      name: 'invoice_line',
      columns: `number int, description text, quantity numeric, amount numeric, currency text,
        service_from date, service_to date, invoice_id uuid, contract_line_id uuid`,
    });
    await goldenTable(runner, {
      name: 'invoice_allocation',
      columns: `amount numeric, currency text, invoice_line_id uuid, billing_event_id uuid, milestone_id uuid,
        contract_line_id uuid, project_id uuid, time_entry_id uuid, expense_id uuid`,
    });
    await goldenTable(runner, {
      name: 'credit_note',
      columns: 'number text, issued_on date, amount numeric, currency text, invoice_id uuid, invoice_line_id uuid',
    });
    await goldenTable(runner, {
      name: 'payment',
      columns: 'number text, applied_on date, amount numeric, currency text, invoice_id uuid, customer_id uuid',
    });
    await goldenTable(runner, {
      name: 'revenue_schedule',
      columns: 'recognized_on date, amount numeric, currency text, contract_id uuid, contract_line_id uuid',
    });
  }
}
