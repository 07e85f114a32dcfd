import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { pino } from 'pino';
import { type TestDatabase, testDatabase } from '../test/database.ts';
import { hubProcess } from '../test/hub-process.ts';
import { type SimulatedFirm, simulateFirm } from '../test/sandbox-config.ts';
import { smallFirm } from '../test/small-firm.ts';
import { until } from '../test/until.ts';
import { monthsAhead, type TableMonth, tableMonths } from './entities/partitions.ts';
import { withConnection } from './entities/sql.ts';
import { startHub } from './hub.ts';

let db: TestDatabase;
let firm: SimulatedFirm;
beforeEach(async () => {
  db = await testDatabase();
  firm = await simulateFirm(smallFirm().tables);
  for (const { table, partition } of await months()) {
    await db.owner.query(`alter table ${table} detach partition ${partition}; drop table ${partition}`);
  }
});
afterEach(async () => {
  await firm.close();
  await db.close();
});

const months = (): Promise<TableMonth[]> => withConnection(db.owner, (sql) => tableMonths(sql, monthsAhead));
const allMade = async () => (await months()).every(({ made }) => made);

it('gives a hub its partitions before anything comes in, and looks again once a day', async () => {
  const hub = await hubProcess(firm, db.url);
  try {
    expect(await allMade()).toBe(true);
    await until(async () => (await db.hub.query('select 1 from inbox limit 1')).length > 0, 'the first message');
    expect(await db.owner.query('select 1 from inbox_default')).toEqual([]);
    const [fired] = await until(async () => {
      const rows = await db.hub.query(
        `select j.slot, date_trunc('day', j.fired_at) as day from job_fire j where j.job = 'partitions'`,
      );
      return rows.length > 0 && rows;
    }, "the day's slot");
    expect(fired.slot).toBe(fired.day);
  } finally {
    await hub.stop();
  }
});

it('has a hub look when it starts, though another has looked today, and again when something was in the way', async () => {
  await db.hub.query(
    `insert into job_fire (job, slot, fired_at)
     select 'partitions', date_trunc('day', clock_timestamp()), clock_timestamp()`,
  );
  const user = db.hub.createQueryRunner();
  await user.startTransaction();
  await user.query('select 1 from feed');
  const said: string[] = [];
  const log = pino({ level: 'warn' }, { write: (line: string) => void said.push(line) });
  const hub = await startHub(firm.config(db.url), log, { pages: 'no pages' });
  try {
    const inTheWay = () => said.find((line) => line.includes('the table was in use for longer than 2s'));
    await until(async () => inTheWay(), 'what stands in the way');
    await user.rollbackTransaction();
    await user.release();
    await until(allMade, 'the partitions');
  } finally {
    await hub.stop();
  }
});
