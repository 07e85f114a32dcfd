import type { QueryRunner } from 'typeorm';
import { ForwardOnly } from './forward-only.ts';
import { secure } from './golden-table.ts';

/** Only a principal of the whole group may look at what is not yet known to belong to one legal entity. */
const wholeGroup = "current_setting('hub.whole_group', true) = 'on'";

/** Streams that can't be asked but tell by webhook and file, and the files that were taken in. */
export class ToldStreams1764000000200 extends ForwardOnly {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- judged: the whole book has been judged since the first load of the stream was complete.
      alter table stream add column pulled boolean not null default true,
                         add column judged boolean not null default false;
      update stream set judged = true
       where baseline = 'complete' and exists (select from job_fire j where j.job = 'baseline');

      -- known: a declaration that every change of the stream up to its version has been delivered before
      alter table inbox drop constraint inbox_type_check,
                        add constraint inbox_type_check check (type in ('record', 'hint', 'known'));

      create table file_load (
        id bigint generated always as identity primary key,
        system text not null,
        stream text not null,
        file_name text not null,
        sha256 bytea not null,
        mapping text not null,
        mapping_version int not null,
        rows bigint not null,
        -- How many of the rows are in the inbox, and how many of those could not be read.
        rows_taken bigint not null default 0,
        rows_parked bigint not null default 0,
        state text not null default 'loading' check (state in ('loading', 'done')),
        baseline boolean not null,
        produced_at timestamptz not null,
        known_through timestamptz not null,
        loaded_by text not null,
        started_at timestamptz not null,
        finished_at timestamptz,
        correlation_id uuid not null,
        unique (system, stream, sha256, mapping, mapping_version)
      );
      -- The keys of a file while it is being taken in: no two of its rows may be the same version of one record.
      create table file_row_key (
        load_id bigint not null,
        key text not null,
        row_number bigint not null,
        primary key (load_id, key)
      );
      -- What a source record was known by when it was linked, so that a change of that is seen: null once it is deleted.
      alter table crosswalk add column natural_key text;
      update crosswalk c set natural_key = r.natural_key from source_record r
       where r.system = c.system and r.kind = c.kind and r.key = c.key and not r.deleted;
      -- Refs that point by a natural key, resolved or not: what the key means may change.
      create table natural_ref (
        kind text not null,
        golden_id uuid not null,
        ref text not null,
        to_kind text not null,
        to_natural text not null,
        primary key (kind, golden_id, ref)
      );
      create index on natural_ref (to_kind, to_natural);

      grant select, insert, update, delete on natural_ref to throughline_hub;
      grant select, insert, update on file_load to throughline_hub;
      grant select, insert, delete on file_row_key to throughline_hub;
    `);
    await secure(runner, 'file_load', wholeGroup);
    await secure(runner, 'file_row_key');
    await secure(runner, 'natural_ref');
  }
}
