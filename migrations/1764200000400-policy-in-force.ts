import type { QueryRunner } from 'typeorm';
import { ForwardOnly } from './forward-only.ts';
import { readerPolicy, secure } from './golden-table.ts';

/** By which tolerances the rules were judged, and since when. */
export class PolicyInForce1764200000400 extends ForwardOnly {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table policy_in_force (
        id bigint generated always as identity primary key,
        since timestamptz not null,
        policy jsonb not null,
        correlation_id uuid not null
      );
      grant select, insert on policy_in_force to throughline_hub;
    `);
    await secure(runner, 'policy_in_force', readerPolicy('public'));
  }
}
