import type { QueryRunner } from 'typeorm';
import { ForwardOnly } from './forward-only.ts';
import { readerPolicy, secure } from './golden-table.ts';

/** The ways into and out of each system: what operators have asked of them, whether they can be relied on, their budget. */
export class SystemWays1764500000100 extends ForwardOnly {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table system_way (
        system text not null,
        direction text not null check (direction in ('in', 'out')),
        -- What an operator has asked; null: nothing, or to go on.
        halt text check (halt in ('paused', 'draining')),
        reason text,
        asked_by text,
        asked_at timestamptz,
        until timestamptz,
        -- The breaker: open from opened_at until a success.
        failures int not null default 0,
        openings int not null default 0,
        opened_at timestamptz,
        probe_at timestamptz,
        probing boolean not null default false,
        closed_at timestamptz,
        last_error text,
        primary key (system, direction),
        check (halt is null or (reason is not null and asked_by is not null and asked_at is not null)),
        check (opened_at is null or probe_at is not null)
      ) with (fillfactor = 50);
      create table system_budget (
        system text primary key,
        requests_per_minute int check (requests_per_minute > 0),
        -- When the next request is free.
        next_at timestamptz
      ) with (fillfactor = 50);
      create index on outbox (system, id) where state = 'ready';
      grant select, insert, update on system_way, system_budget to throughline_hub;
    `);
    for (const table of ['system_way', 'system_budget']) await secure(runner, table, readerPolicy('public'));
  }
}
