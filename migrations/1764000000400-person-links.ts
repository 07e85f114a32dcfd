import type { QueryRunner } from 'typeorm';
import { ForwardOnly } from './forward-only.ts';
import { secure } from './golden-table.ts';

/** What people have said of records: the crosswalk is made of it and of what the records say, and can be made anew. */
export class PersonLinks1764000000400 extends ForwardOnly {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table person_link (
        system text not null,
        kind text not null,
        key text not null,
        -- The golden record that the record would make by itself: whatever means that one means the other from now on.
        from_id uuid not null unique,
        golden_id uuid not null,
        reason text not null,
        linked_by text not null,
        linked_at timestamptz not null,
        correlation_id uuid not null,
        primary key (system, kind, key),
        check (from_id <> golden_id)
      );
      create index on person_link (golden_id);
      grant select, insert, update, delete on person_link to throughline_hub;
    `);
    await secure(runner, 'person_link');
    // What stands alone is looked for in every golden table, and is little of it.
    const tables: { name: string }[] = await runner.query(
      `select t.relname as name from pg_class t join pg_attribute a on a.attrelid = t.oid and a.attname = 'orphan'
        where t.relnamespace = current_schema()::regnamespace and t.relkind = 'r' and t.relname not like '%\\_history'
        order by t.relname`,
    );
    for (const { name } of tables) await runner.query(`create index on ${name} (id) where orphan`);
  }
}
