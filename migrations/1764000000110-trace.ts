import type { QueryRunner } from 'typeorm';
import { ForwardOnly } from './forward-only.ts';

/**
 * One correlation id is one chain: the versions of records are read along it as far as the records may be seen, every
 * joint is found by it, and what concerns no one legal entity is seen by whoever sees the whole group.
 */
export class Trace1764000000110 extends ForwardOnly {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create policy reader on source_record_history for select to throughline_reader using (
        exists (select from crosswalk c
                 where c.system = source_record_history.system and c.kind = source_record_history.kind
                   and c.key = source_record_history.key));
      grant select (system, kind, key, natural_key, deleted, correlation_id, known_from, known_to)
        on source_record_history to throughline_reader;

      create index on source_record_history (correlation_id);
      create index on exception_event (correlation_id);
      create index on correction (correlation_id);
      create index on outbox (correlation_id);

      drop policy reader on audit_log;
      create policy reader on audit_log for select to throughline_reader using (
        legal_entity_id = any (nullif(current_setting('hub.entities', true), '')::int[])
        or (legal_entity_id is null and current_setting('hub.whole_group', true) = 'on'));
    `);
  }
}
