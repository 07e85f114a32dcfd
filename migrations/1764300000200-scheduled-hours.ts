import type { QueryRunner } from 'typeorm';
import { ForwardOnly } from './forward-only.ts';

const days = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'];

/** The hours of each day of the week for which somebody is scheduled on a project. */
export class ScheduledHours1764300000200 extends ForwardOnly {
  async up(runner: QueryRunner): Promise<void> {
    const [{ cell }] = (await runner.query('select current_schema() as cell')) as [{ cell: string }];
    const added = days.map((day) => `add column ${day}_hours numeric`).join(', ');
    await runner.query(`
      drop view ${cell}_asof.assignment;
      alter table assignment ${added};
      alter table assignment_history ${added};
    `);
    const columns: { name: string }[] = await runner.query(
      `select a.attname as name from pg_attribute a
        where a.attrelid = 'assignment'::regclass and a.attnum > 0 and not a.attisdropped order by a.attnum`,
    );
    await runner.query(`
      create view ${cell}_asof.assignment with (security_invoker = true) as
        select ${columns.map(({ name }) => `h.${name}`).join(', ')} from ${cell}.assignment_history h
         where h.known_from <= current_setting('hub.as_of')::timestamptz
           and h.known_to > current_setting('hub.as_of')::timestamptz;
      grant select on ${cell}_asof.assignment to throughline_hub, throughline_reader;
    `);
  }
}
