import type { QueryRunner } from 'typeorm';
import { addColumns } from './add-columns.ts';
import { ForwardOnly } from './forward-only.ts';
import { goldenTable } from './golden-table.ts';

/** What projects were to bring and to cost and what they will, and how they are broken into tasks that time is booked on. */
export class MarginsAndTasks1764400000200 extends ForwardOnly {
  async up(runner: QueryRunner): Promise<void> {
    await goldenTable(runner, {
      name: 'project_budget',
      columns: `budgeted_revenue numeric, budgeted_cost numeric, revenue_at_completion numeric, cost_at_completion numeric,
        currency text, project_id uuid`,
    });
    await addColumns(runner, 'task', 'add column number text');
    await goldenTable(runner, {
      name: 'task_time',
      columns: 'hours numeric, time_entry_id uuid, task_id uuid',
    });
  }
}
