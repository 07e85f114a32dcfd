import type { Sql } from '../entities/sql.ts';
import { type VersionedTable, writeVersioned } from '../entities/write-versioned.ts';

/** A legal entity as the configuration names it. */
export interface LegalEntity {
  id: number;
  code: string;
  name: string;
  currency: string;
  country: string;
  timeZone: string;
  calendar: string;
}

/** The parts of the firm that are decided, not ingested. */
export interface ReferenceData {
  legalEntities: readonly LegalEntity[];
  practices: readonly { id: number; code: string; name: string }[];
  calendars: readonly { code: string; name: string; holidays: readonly string[] }[];
}

const text = (...names: string[]) => names.map((name) => ({ name, type: 'text' }));

const tables: Record<string, VersionedTable> = {
  legal_entity: {
    name: 'legal_entity',
    key: ['id'],
    columns: [
      { name: 'id', type: 'int' },
      ...text('code', 'name', 'currency', 'country', 'time_zone', 'calendar_code'),
    ],
  },
  practice: { name: 'practice', key: ['id'], columns: [{ name: 'id', type: 'int' }, ...text('code', 'name')] },
  calendar: { name: 'calendar', key: ['id'], columns: text('id', 'name') },
};

async function writeChanged(sql: Sql, table: VersionedTable, rows: readonly Record<string, unknown>[]): Promise<void> {
  const columns = table.columns.map((column) => column.name);
  const stored = await sql.rows(`select ${columns.map((name) => `t.${name}`).join(', ')} from ${table.name} t`);
  const known = new Map(stored.map((row) => [row['id'], JSON.stringify(columns.map((name) => row[name]))]));
  const changed = rows.filter((row) => known.get(row['id']) !== JSON.stringify(columns.map((name) => row[name])));
  writeVersioned(sql, table, changed);
}

// Far enough back for old time entries and far enough ahead for long contracts.
const firstYear = 2010;
const lastYear = 2040;

async function writeDays(sql: Sql, code: string, holidays: readonly string[]): Promise<void> {
  // Every hub that starts asks for this: thousands of days, of which as a rule not one is to be written.
  await sql.run(
    `with counted as (
       select day::date as day,
              count(*) filter (where extract(isodow from day) < 6 and not day::date = any ($2::date[])) over (order by day)
                as business_day
         from generate_series('${firstYear}-01-01'::date, '${lastYear}-12-31'::date, interval '1 day') as day
     )
     insert into calendar_day (calendar_code, day, business_day)
     select $1, c.day, c.business_day
       from counted c left join calendar_day d on d.calendar_code = $1 and d.day = c.day
      where d.business_day is distinct from c.business_day
     on conflict (calendar_code, day) do update set business_day = excluded.business_day`,
    [code, holidays],
  );
}

/** Makes the tables of legal entities, practices and calendars say what the configuration says. */
export async function writeReference(sql: Sql, data: ReferenceData): Promise<void> {
  await writeChanged(
    sql,
    tables['legal_entity'] as VersionedTable,
    data.legalEntities.map(({ timeZone, calendar, ...entity }) => ({
      ...entity,
      time_zone: timeZone,
      calendar_code: calendar,
    })),
  );
  await writeChanged(
    sql,
    tables['practice'] as VersionedTable,
    data.practices.map((practice) => ({ ...practice })),
  );
  await writeChanged(
    sql,
    tables['calendar'] as VersionedTable,
    data.calendars.map(({ code, name }) => ({ id: code, name })),
  );
  for (const { code, holidays } of data.calendars) await writeDays(sql, code, holidays);
}
