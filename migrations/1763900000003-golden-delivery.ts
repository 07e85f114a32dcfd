import type { QueryRunner } from 'typeorm';
import { ForwardOnly } from './forward-only.ts';
import { goldenTable } from './golden-table.ts';

const approvalState = "approval_state text check (approval_state in ('draft', 'submitted', 'approved', 'rejected'))";

/** What is delivered: resources, projects, tasks, assignments, time and expenses. */
export class GoldenDelivery1763900000003 extends ForwardOnly {
  async up(runner: QueryRunner): Promise<void> {
    await goldenTable(runner, {
      name: 'resource',
      scope: 'shared',
      columns: 'number text, name text, role text, active boolean, cost_rate numeric, cost_currency text',
    });
    await goldenTable(runner, {
      name: 'project',
      columns: `number text, name text, status text check (status in ('draft', 'active', 'on_hold', 'closed')),
        approved boolean, billable boolean, currency text, starts_on date, ends_on date,
        erp_status text check (erp_status in ('active', 'closed')), contract_id uuid, customer_id uuid`,
      indexes: ['number'],
    });
    await goldenTable(runner, {
      name: 'task',
      columns: `name text,
        status text check (status in ('draft', 'planned', 'started', 'blocked', 'complete', 'deferred')),
        planned_hours numeric, project_id uuid, milestone_id uuid`,
    });
    await goldenTable(runner, {
      name: 'assignment',
      columns: `role text, status text check (status in ('tentative', 'scheduled', 'closed')), billable boolean,
        bill_rate numeric, currency text, planned_hours numeric, remaining_hours numeric, remaining_amount numeric,
        starts_on date, ends_on date, project_id uuid, resource_id uuid, contract_line_id uuid`,
    });
    await goldenTable(runner, {
      name: 'time_entry',
      columns: `worked_from date, worked_on date, hours numeric, role text, bill_rate numeric, amount numeric,
        currency text, billable boolean, ${approvalState}, approved_on date,
        project_id uuid, task_id uuid, resource_id uuid, assignment_id uuid, contract_line_id uuid,
        milestone_id uuid, billing_event_id uuid`,
    });
    await goldenTable(runner, {
      name: 'expense',
      columns: `incurred_on date, category text, amount numeric, currency text, billable boolean, ${approvalState},
        project_id uuid, resource_id uuid, contract_line_id uuid, billing_event_id uuid`,
    });
    await goldenTable(runner, {
      name: 'charge_code',
      columns: 'code text, activity text, role text, starts_on date, ends_on date',
    });
    await goldenTable(runner, {
      name: 'fx_rate',
      scope: 'public',
      columns: 'from_currency text, to_currency text, rate_type text, rate_on date, rate numeric',
    });
  }
}
