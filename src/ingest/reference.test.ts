import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { type TestDatabase, testDatabase } from '../../test/database.ts';
import { transaction } from '../entities/sql.ts';
import { writeReference } from './reference.ts';

let db: TestDatabase;
beforeAll(async () => {
  db = await testDatabase();
});
afterAll(() => db.close());

/** Writes one calendar with these holidays. */
const write = (holidays: string[]) =>
  transaction(db.hub, (sql) =>
    writeReference(sql, { legalEntities: [], practices: [], calendars: [{ code: 'DE', name: 'Germany', holidays }] }),
  );

/** How many business days lie after the first day up to and with the second. */
async function businessDays(from: string, to: string): Promise<number> {
  const [row] = await db.hub.query(
    `select z.business_day - a.business_day as days
       from calendar_day a join calendar_day z using (calendar_code)
      where a.calendar_code = 'DE' and a.day = $1 and z.day = $2`,
    [from, to],
  );
  return row.days;
}

/** Which transaction wrote each day. */
const writers = () =>
  db.hub.query(`select d.day, d.xmin::text from calendar_day d where d.calendar_code = 'DE' order by d.day`);

it('counts the business days of a calendar without weekends and holidays, and anew when those change', async () => {
  await write(['2026-12-25']);
  expect(await businessDays('2026-12-23', '2026-12-28')).toBe(2);
  await write(['2026-12-24', '2026-12-25']);
  expect(await businessDays('2026-12-23', '2026-12-28')).toBe(1);
  await write([]);
  expect(await businessDays('2026-12-23', '2026-12-28')).toBe(3);
});

it('writes nothing where nothing has changed', async () => {
  await write(['2026-12-25']);
  const before = await writers();
  await write(['2026-12-25']);
  expect(await writers()).toEqual(before);
  expect(before).toHaveLength(11_323);
});
