import type { QueryRunner } from 'typeorm';
import { ForwardOnly } from './forward-only.ts';
import { secure } from './golden-table.ts';

/** How far each export of the feed has come, and what stands in its way. */
export class FeedExports1764500000400 extends ForwardOnly {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table feed_export (
        name text primary key,
        -- The place in the feed through which the receiver has accepted everything.
        epoch int not null,
        pos bigint not null,
        state text not null check (state in ('running', 'disabled', 'resync')),
        failures int not null default 0,
        failing_since timestamptz,
        next_try_at timestamptz,
        accepted_at timestamptz,
        message text,
        -- The round that is under way, on whichever hub: nobody else begins one before its lease is over.
        sender uuid,
        lease_until timestamptz
      );
      grant select, insert, update on feed_export to throughline_hub;
    `);
    await secure(runner, 'feed_export');
  }
}
