import type { QueryRunner } from 'typeorm';
import { ForwardOnly } from './forward-only.ts';

/** What is not resolved in time is said to be so, once. */
export class Escalation1764000000600 extends ForwardOnly {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table exception add column escalated_at timestamptz;
      create index on exception (sla_due_at) where closed_at is null and escalated_at is null;
      alter table exception_event drop constraint exception_event_type_check;
      alter table exception_event add constraint exception_event_type_check check (type in ('opened', 'changed', 'cleared',
        'reopened', 'acknowledged', 'assigned', 'snoozed', 'woken', 'escalated', 'commented'));
    `);
  }
}
