import type { QueryRunner } from 'typeorm';
import { ForwardOnly } from './forward-only.ts';
import { readerPolicy, secure } from './golden-table.ts';

/** Only a principal of the whole group may look at what is not yet known to belong to one legal entity. */
const wholeGroup = "current_setting('hub.whole_group', true) = 'on'";

/** The way in: streams, inbox, source records, crosswalk, drift, and the marks that stages leave for each other. */
export class Intake1763900000005 extends ForwardOnly {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table stream (
        system text not null,
        name text not null,
        kinds text[] not null,
        cursor jsonb,
        -- none: never read · loading: first pages are coming · complete: the first load has arrived
        baseline text not null default 'none' check (baseline in ('none', 'loading', 'complete')),
        expected_records int,
        received_records bigint not null default 0,
        -- The source instant that the last finished poll covers, and the inbox row and fold mark that must be worked
        -- off before it counts as known.
        covered_through timestamptz,
        covered_inbox_id bigint,
        covered_mark_id bigint,
        paused boolean not null default false,
        last_success_at timestamptz,
        last_error text,
        failing_since timestamptz,
        primary key (system, name)
      );
      create table stream_coverage (
        system text not null,
        stream text not null,
        kind text not null,
        legal_entity_id int not null,
        role text not null,
        known_through timestamptz,
        primary key (system, stream, kind, legal_entity_id)
      );
      create index on stream_coverage (legal_entity_id, role, kind);

      create table inbox_seen (
        system text not null,
        message_id text not null,
        body_sha256 bytea not null,
        first_seen_at timestamptz not null,
        deliveries int not null default 1,
        primary key (system, message_id)
      ) with (fillfactor = 80);

      create sequence inbox_id;
      create table inbox (
        id bigint not null default nextval('inbox_id'),
        received_at timestamptz not null,
        system text not null,
        stream text,
        -- record: a versioned message to apply · hint: something at the source is worth reading again
        type text not null check (type in ('record', 'hint')),
        origin text not null check (origin in ('webhook', 'poll', 'file', 'reread')),
        object text,
        key text,
        version timestamptz,
        observed_at timestamptz,
        -- The bytes as received. A delivery of several hints keeps them in its first part.
        raw bytea,
        part int not null default 0,
        content_hash bytea,
        stripe smallint not null,
        state text not null default 'new' check (state in ('new', 'done', 'stale', 'parked')),
        baseline boolean not null default false,
        attempts int not null default 0,
        next_try_at timestamptz,
        reason_code text,
        reason text,
        correlation_id uuid not null,
        causation_id text,
        primary key (id, received_at)
      ) partition by range (received_at);
      create table inbox_default partition of inbox default;
      create index on inbox (stripe, id) where state = 'new' and type = 'record';
      create index on inbox (system, id) where state = 'new' and type = 'hint';
      create index on inbox (system, stream, id) where state = 'new';
      create index on inbox (id) where state = 'parked';
      create index on inbox (correlation_id);

      create table source_aggregate (
        system text not null,
        stream text not null,
        key text not null,
        version timestamptz not null,
        observed_at timestamptz not null,
        content_hash bytea not null,
        primary key (system, stream, key)
      );
      create table source_record (
        system text not null,
        kind text not null,
        key text not null,
        stream text not null,
        aggregate_key text not null,
        natural_key text,
        claims_system text,
        claims_key text,
        legal_entity text,
        practice text,
        occurred_at timestamptz not null,
        deleted boolean not null default false,
        attributes jsonb not null,
        refs jsonb not null,
        raw jsonb,
        inbox_id bigint not null,
        correlation_id uuid not null,
        primary key (system, kind, key)
      );
      create index on source_record (kind, natural_key);
      create index on source_record (system, stream, aggregate_key);
      create index on source_record (claims_system, kind, claims_key) where claims_key is not null;
      create table source_record_history (
        like source_record,
        known_from timestamptz not null,
        known_to timestamptz not null default 'infinity',
        primary key (system, kind, key, known_from)
      );
      alter table source_record_history drop column raw;

      create table crosswalk (
        system text not null,
        kind text not null,
        key text not null,
        golden_id uuid not null,
        method text not null check (method in ('origin', 'foreign-id', 'natural-key', 'orphan', 'person')),
        evidence text not null,
        linked_by text not null,
        -- Of the golden record; kept here so that a reader sees only the links of what it may see.
        legal_entity_ids int[] not null default '{}',
        primary key (system, kind, key)
      );
      create index on crosswalk (golden_id);
      create table pending_ref (
        kind text not null,
        golden_id uuid not null,
        ref text not null,
        to_kind text not null,
        to_system text,
        to_key text,
        to_natural text,
        primary key (kind, golden_id, ref)
      );
      create index on pending_ref (to_kind, to_system, to_key);
      create index on pending_ref (to_kind, to_natural);

      -- What the fold has to look at: a source record that changed, or a golden record whose surroundings did.
      create table fold_mark (
        id bigint generated always as identity primary key,
        kind text not null,
        system text,
        key text,
        golden_id uuid,
        baseline boolean not null,
        correlation_id uuid not null,
        causation_id text,
        check ((golden_id is null) = (key is not null))
      );
      create table drift (
        kind text not null,
        golden_id uuid not null,
        attribute text not null,
        system text not null,
        role text not null,
        owner_system text not null,
        owner_value jsonb,
        other_value jsonb,
        -- For amounts and numbers: how far apart the two are.
        gap numeric,
        legal_entity_id int,
        since timestamptz not null,
        correlation_id uuid not null,
        primary key (kind, golden_id, attribute, system)
      );
      create table drift_history (
        like drift,
        known_from timestamptz not null,
        known_to timestamptz not null default 'infinity',
        primary key (kind, golden_id, attribute, system, known_from)
      );
      create table dirty (
        id bigint generated always as identity primary key,
        kind text not null,
        golden_id uuid not null,
        correlation_id uuid not null,
        causation_id text
      );
      create table movement (
        id bigint generated always as identity primary key,
        kind text not null,
        golden_id uuid not null,
        contract_id uuid,
        legal_entity_id int,
        practice_id int,
        from_stage text,
        to_stage text not null,
        amount numeric not null,
        currency text not null,
        occurred_on date,
        known_at timestamptz not null,
        correlation_id uuid not null
      );
      create index on movement (legal_entity_id, to_stage, currency, occurred_on);
      create index on movement (golden_id);

      grant select, insert, update, delete on stream, stream_coverage, inbox, source_aggregate, source_record, crosswalk,
        pending_ref, drift, inbox_seen to throughline_hub;
      grant select, insert, delete on fold_mark, dirty to throughline_hub;
      grant select, insert, update (known_to) on source_record_history, drift_history to throughline_hub;
      grant select, insert on movement to throughline_hub;
      grant usage, select on sequence inbox_id to throughline_hub;
    `);
    const own = readerPolicy('entity');
    for (const table of ['inbox_seen', 'source_aggregate', 'pending_ref', 'fold_mark', 'dirty']) {
      await secure(runner, table);
    }
    await secure(runner, 'inbox', wholeGroup);
    await secure(runner, 'stream', readerPolicy('public'));
    await secure(runner, 'stream_coverage', own);
    await secure(runner, 'drift', own);
    await secure(runner, 'drift_history', own);
    await secure(runner, 'movement', own);
    await secure(runner, 'source_record_history');
    await secure(runner, 'crosswalk', readerPolicy('shared'));
    await secure(runner, 'source_record');
    // A record of a system is seen by whoever sees a golden record that it is linked to; its raw form is not.
    await runner.query(`
      create policy reader on source_record for select to throughline_reader using (
        exists (select from crosswalk c
                 where c.system = source_record.system and c.kind = source_record.kind and c.key = source_record.key));
      grant select (system, kind, key, stream, natural_key, occurred_at, deleted, attributes, refs, correlation_id)
        on source_record to throughline_reader;
    `);
  }
}
