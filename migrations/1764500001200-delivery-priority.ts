import type { QueryRunner } from 'typeorm';
import { ForwardOnly } from './forward-only.ts';

/** In which order lanes to a target are worked off, where somebody has said so: lower numbers first, then by arrival. */
export class DeliveryPriority1764500001200 extends ForwardOnly {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table outbox add column priority int;
      create index on outbox (system, priority, id) where state = 'ready';
    `);
  }
}
