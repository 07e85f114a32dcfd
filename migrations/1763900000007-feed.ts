import type { QueryRunner } from 'typeorm';
import { ForwardOnly } from './forward-only.ts';
import { readerPolicy, secure } from './golden-table.ts';

/** The change feed and the audit log, with the positions that the sequencer gives to both. */
export class Feed1763900000007 extends ForwardOnly {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create sequence feed_id;
      create table feed (
        id bigint not null default nextval('feed_id'),
        -- The transaction that wrote the entry: the sequencer finds new entries by the difference of two snapshots.
        xid xid8 not null default pg_current_xact_id(),
        recorded_at timestamptz not null,
        type text not null,
        aggregate text not null,
        aggregate_id uuid not null,
        aggregate_version int not null,
        legal_entity_id int,
        payload jsonb not null,
        correlation_id uuid not null,
        causation_id text,
        primary key (id, recorded_at)
      ) partition by range (recorded_at);
      create table feed_default partition of feed default;
      create index on feed (xid);
      create index on feed (correlation_id);
      create table feed_position (
        pos bigint primary key,
        feed_id bigint not null unique,
        recorded_at timestamptz not null
      );
      create table audit_log (
        id bigint generated always as identity primary key,
        xid xid8 not null default pg_current_xact_id(),
        at timestamptz not null,
        actor text not null,
        action text not null,
        subject text not null,
        detail jsonb not null,
        legal_entity_id int,
        correlation_id uuid not null
      );
      create index on audit_log (xid);
      create index on audit_log (correlation_id);
      create table audit_chain (
        pos bigint primary key,
        audit_id bigint not null unique,
        hash bytea not null
      );
      create table sequencer (
        only_one boolean primary key default true check (only_one),
        snapshot pg_snapshot not null,
        last_pos bigint not null,
        last_audit_pos bigint not null,
        last_audit_hash bytea not null,
        epoch int not null
      );
      -- Everything that is written from here on is newer than this snapshot.
      insert into sequencer (snapshot, last_pos, last_audit_pos, last_audit_hash, epoch)
      values (pg_current_snapshot(), 0, 0, '', 1);
      create table feed_reader (
        name text primary key,
        pos bigint not null
      );
      grant select, insert on feed, feed_position, audit_log, audit_chain to throughline_hub;
      grant select, insert, update on sequencer, feed_reader to throughline_hub;
      grant usage on sequence feed_id to throughline_hub;
    `);
    const own = readerPolicy('entity');
    await secure(runner, 'feed', own);
    await secure(runner, 'audit_log', own);
    for (const table of ['feed_position', 'audit_chain', 'sequencer']) {
      await secure(runner, table, readerPolicy('public'));
    }
    await secure(runner, 'feed_reader');
  }
}
