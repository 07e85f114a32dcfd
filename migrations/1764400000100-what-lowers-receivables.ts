import type { QueryRunner } from 'typeorm';
import { ForwardOnly } from './forward-only.ts';
import { goldenTable } from './golden-table.ts';

/** What lowers a receivable without cash: what is written off, and what was paid ahead. */
export class WhatLowersReceivables1764400000100 extends ForwardOnly {
  async up(runner: QueryRunner): Promise<void> {
    await goldenTable(runner, {
      name: 'write_off',
      columns: `number text, status text check (status in ('pending', 'approved', 'rejected')), written_off_on date,
        amount numeric, currency text, activity text, reason text, made_by text, approved_by text, invoice_id uuid`,
    });
    await goldenTable(runner, {
      name: 'prepayment',
      columns: `use text check (use in ('request', 'application')), amount numeric, currency text, event_on date,
        contract_id uuid, billing_event_id uuid`,
    });
  }
}
