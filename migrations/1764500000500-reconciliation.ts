import type { QueryRunner } from 'typeorm';
import { ForwardOnly } from './forward-only.ts';
import { secure } from './golden-table.ts';

/** Only a principal of the whole group may look at what is not yet known to belong to one legal entity. */
const wholeGroup = "current_setting('hub.whole_group', true) = 'on'";

/** How late sources are, and what scans of them found. */
export class Reconciliation1764500000500 extends ForwardOnly {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- How far polls look back by now, where the source has proved later than the policy assumes.
      alter table stream add column overlap_seconds int;

      -- scan: the record was not there any more, twice in a row
      alter table inbox drop constraint inbox_origin_check,
                        add constraint inbox_origin_check
                          check (origin in ('webhook', 'poll', 'file', 'reread', 'scan'));

      -- How many rows of a stream came so many seconds after every change of their time was held to be known.
      create table stream_lateness (
        system text not null,
        stream text not null,
        day date not null,
        seconds int not null,
        rows bigint not null,
        primary key (system, stream, day, seconds)
      );
      create table stream_scan (
        id bigint generated always as identity primary key,
        system text not null,
        stream text not null,
        started_at timestamptz not null,
        finished_at timestamptz not null,
        -- Of a short scan and of one that has lost access nothing is taken for deleted.
        outcome text not null check (outcome in ('complete', 'short', 'access_lost', 'failed')),
        reason text,
        records bigint not null,
        missing bigint not null,
        changed bigint not null,
        gone bigint not null,
        deleted bigint not null,
        correlation_id uuid not null
      );
      create index on stream_scan (system, stream, id);
      -- Records that the last complete scan did not find: gone if the next one does not either.
      create table scan_absence (
        system text not null,
        stream text not null,
        key text not null,
        since timestamptz not null,
        primary key (system, stream, key)
      );

      grant select, insert, update, delete on stream_lateness to throughline_hub;
      grant select, insert, delete on stream_scan to throughline_hub;
      grant select, insert, update, delete on scan_absence to throughline_hub;
    `);
    await secure(runner, 'stream_lateness', wholeGroup);
    await secure(runner, 'stream_scan', wholeGroup);
    await secure(runner, 'scan_absence');
  }
}
