import type { QueryRunner } from 'typeorm';
import { ForwardOnly } from './forward-only.ts';

/** Whoever drops a month of the feed takes its positions with it, in one transaction. */
export class Retention1764500001100 extends ForwardOnly {
  async up(runner: QueryRunner): Promise<void> {
    for (const table of ['feed', 'feed_position']) {
      await runner.query(`
        create policy retention_sees on ${table} for select to throughline_owner using (true);
        create policy retention on ${table} for delete to throughline_owner using (true);
      `);
    }
  }
}
