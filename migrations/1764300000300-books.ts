import type { QueryRunner } from 'typeorm';
import { addColumns } from './add-columns.ts';
import { ForwardOnly } from './forward-only.ts';
import { goldenTable } from './golden-table.ts';

// A company's own profile is its own; who sees a customer sees the customer's.
const ofOwnCompanyOrCustomer = `
  legal_entity_id = any (nullif(current_setting('hub.entities', true), '')::int[])
  or customer_id in (select c.id from customer c)`;

/** What the rules of the books compare: tax profiles, tax codes and order references. */
export class Books1764300000300 extends ForwardOnly {
  async up(runner: QueryRunner): Promise<void> {
    await goldenTable(runner, {
      name: 'tax_profile',
      columns: 'registration_number text, country text, customer_id uuid',
    });
    await addColumns(runner, 'invoice_line', 'add column tax_code text');
    await addColumns(
      runner,
      'billing_schedule',
      'add column order_reference text, add column order_reference_required boolean',
    );
    await runner.query(`
      alter policy reader on tax_profile using (${ofOwnCompanyOrCustomer});
      alter policy reader on tax_profile_history using (${ofOwnCompanyOrCustomer});
      -- What a company's own profile reaches: the invoices that are not out.
      create index on invoice (legal_entity_id) where status is null or status in ('draft', 'approved');
    `);
  }
}
