import type { QueryRunner } from 'typeorm';
import { ForwardOnly } from './forward-only.ts';

/** What deliveries know of their attempts and effects, and which database the feed was last numbered in. */
export class AttemptsAndEpochs1764500000300 extends ForwardOnly {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table outbox
        -- Since when its target has not been reached: not forever.
        add column unreached_since timestamptz,
        -- How often its outcome was unknown.
        add column unknowns int not null default 0,
        -- What the target has of this one change, where that is more than one record.
        add column effects text[];
      -- What a scan for such records looks through.
      create index on outbox (sent_at) where state in ('sent', 'confirmed');
      create index on outbox (correction_id) where effects is not null;
      -- Null until the first round of the sequencer.
      alter table sequencer add column system_identifier text, add column timeline int;
    `);
  }
}
