import type { QueryRunner } from 'typeorm';
import { ForwardOnly } from './forward-only.ts';
import { goldenTable } from './golden-table.ts';

/** What becomes of invoices once they are out: what of them is in dispute, and cash that is not applied. */
export class WhatBecomesOfInvoices1764300000100 extends ForwardOnly {
  async up(runner: QueryRunner): Promise<void> {
    await goldenTable(runner, {
      name: 'dispute',
      columns: 'amount numeric, currency text, opened_on date, owner text, owned boolean, invoice_id uuid',
    });
    await goldenTable(runner, {
      name: 'unapplied_cash',
      columns: 'number text, received_on date, amount numeric, currency text, customer_id uuid',
    });
  }
}
