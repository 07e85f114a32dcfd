import type { QueryRunner } from 'typeorm';
import { ForwardOnly } from './forward-only.ts';
import { goldenTable } from './golden-table.ts';

/** What projects were to bring and to cost, and what they will by the newest estimate. */
export class ProjectBudgets1764400000200 extends ForwardOnly {
  async up(runner: QueryRunner): Promise<void> {
    await goldenTable(runner, {
      name: 'project_budget',
      columns: `budgeted_revenue numeric, budgeted_cost numeric, revenue_at_completion numeric, cost_at_completion numeric,
        currency text, project_id uuid`,
    });
  }
}
