import type { QueryRunner } from 'typeorm';
import { ForwardOnly } from './forward-only.ts';
import { goldenTable } from './golden-table.ts';

/** What the firm's companies charge each other, who works for which of them, and revenue as it is recognised. */
export class CompaniesAndRevenue1764400000300 extends ForwardOnly {
  async up(runner: QueryRunner): Promise<void> {
    await goldenTable(runner, { name: 'employment', columns: 'employer text, resource_id uuid' });
    await goldenTable(runner, {
      name: 'intercompany_charge',
      columns: `number text, status text check (status in ('draft', 'approved', 'issued', 'cancelled')), charged_on date,
                amount numeric, currency text`,
    });
    await goldenTable(runner, {
      name: 'intercompany_charge_line',
      columns: `hours numeric, amount numeric, currency text, service_from date, service_to date,
                charge_id uuid, project_id uuid`,
    });
    await goldenTable(runner, {
      name: 'intercompany_payable',
      columns: `number text, status text check (status in ('booked', 'cancelled')), booked_on date, amount numeric,
                currency text, charge_id uuid`,
    });
    await goldenTable(runner, {
      name: 'recognized_revenue',
      columns: `basis text check (basis in ('work', 'event')), recognized_on date, amount numeric, currency text,
                contract_id uuid, billing_event_id uuid`,
    });
    // Time that names no assignment is looked for by its project; there is little of it.
    await runner.query('create index on time_entry (project_id) where assignment_id is null');
  }
}
