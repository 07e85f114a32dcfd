import type { QueryRunner } from 'typeorm';
import { ForwardOnly } from './forward-only.ts';

/** What rules about the hub's own work rest on: streams by legal entity, refused files, and since when a step may leave. */
export class OwnState1764200000300 extends ForwardOnly {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- A stream as one legal entity depends on it, whatever kinds it holds: what an exception about it stands on.
      alter table stream_coverage add column subject_id uuid not null
        generated always as (md5(system || '/' || stream || '/' || legal_entity_id::text)::uuid) stored;
      create index on stream_coverage (subject_id);
      -- The last file that was not what its manifest says, until another one is taken in.
      alter table stream add column refused_file text, add column refused_at timestamptz;
      -- Since when nothing but its turn keeps it; null for a step that waits, and for what is older than this column.
      alter table outbox add column ready_at timestamptz;
      -- Who changed what is read from the histories, by whoever may read the attributes of the record itself.
      grant select (attributes) on source_record_history to throughline_reader;
    `);
  }
}
