import type { QueryRunner } from 'typeorm';
import { ForwardOnly } from './forward-only.ts';
import { secure } from './golden-table.ts';

/** What came of making the cell anew from its inbox and comparing, each time that it was due. */
export class Verification1764500000200 extends ForwardOnly {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table verification (
        id bigint generated always as identity primary key,
        started_at timestamptz not null,
        ended_at timestamptz not null,
        outcome text not null check (outcome in ('equal', 'different', 'not-made')),
        -- Why it was not made.
        reason text,
        -- What was compared and what differed, as throughline verify --json tells it.
        detail jsonb,
        check ((outcome = 'not-made') = (detail is null)),
        check ((outcome = 'not-made') = (reason is not null))
      );
      grant select, insert on verification to throughline_hub;
    `);
    await secure(runner, 'verification');
  }
}
