import type { QueryRunner } from 'typeorm';
import { ForwardOnly } from './forward-only.ts';
import { goldenTable } from './golden-table.ts';

/** What was sold: customers, contracts, their lines, amendments and milestones, orders and rates. */
export class GoldenContracts1763900000002 extends ForwardOnly {
  async up(runner: QueryRunner): Promise<void> {
    await goldenTable(runner, {
      name: 'customer',
      scope: 'shared',
      columns: 'number text, name text, tax_id text, payment_terms text, country text, currency text',
      indexes: ['number', 'name'],
    });
    await goldenTable(runner, {
      name: 'contract',
      columns: `number text, name text,
        status text check (status in ('draft', 'active', 'on_hold', 'terminated', 'completed')),
        value numeric, currency text, signed_on date, starts_on date, ends_on date, amendment_number int,
        purchase_order_required boolean, customer_id uuid`,
      indexes: ['number'],
    });
    await goldenTable(runner, {
      name: 'contract_line',
      columns: `number text, name text,
        billing_method text check (billing_method in ('fixed_price', 'time_and_materials')),
        amount numeric, hard_limit numeric, currency text, starts_on date, ends_on date, contract_id uuid`,
    });
    await goldenTable(runner, {
      name: 'amendment',
      columns: `number int, status text check (status in ('draft', 'approved')), approved_at timestamptz,
        effective_on date, value_delta numeric, value_after numeric, currency text, contract_id uuid`,
    });
    await goldenTable(runner, {
      name: 'milestone',
      columns: `name text, amount numeric, currency text, planned_on date,
        scope_state text check (scope_state in ('active', 'dropped')),
        delivery_state text check (delivery_state in ('planned', 'open', 'accepted', 'canceled')),
        accepted_on date, requires_acceptance boolean,
        contract_id uuid, contract_line_id uuid, project_id uuid, added_by_id uuid, dropped_by_id uuid`,
    });
    await goldenTable(runner, {
      name: 'purchase_order',
      columns: `number text, status text check (status in ('draft', 'open', 'approved', 'rejected')),
        amount numeric, currency text, starts_on date, ends_on date,
        contract_id uuid, project_id uuid, customer_id uuid`,
    });
    await goldenTable(runner, {
      name: 'rate_card',
      columns: 'name text, currency text, starts_on date, ends_on date, customer_id uuid, contract_id uuid',
    });
    await goldenTable(runner, {
      name: 'rate_card_line',
      columns: 'role text, rate numeric, currency text, starts_on date, ends_on date, rate_card_id uuid',
    });
  }
}
