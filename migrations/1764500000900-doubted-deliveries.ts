import type { QueryRunner } from 'typeorm';
import { ForwardOnly } from './forward-only.ts';

/** What is not certain any more in a database that was restored, and one more way to tell that it was. */
export class DoubtedDeliveries1764500000900 extends ForwardOnly {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- Since when it may have left without this database knowing.
      alter table outbox add column doubted_at timestamptz;
      -- Null until the first round of the sequencer after this. A copy beside its original differs in nothing else.
      alter table sequencer add column database_oid bigint;
    `);
  }
}
