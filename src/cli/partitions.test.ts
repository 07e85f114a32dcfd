import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { throughline } from '../../test/command-line.ts';
import { type TestDatabase, testDatabase } from '../../test/database.ts';
import { type SimulatedFirm, simulateFirm } from '../../test/sandbox-config.ts';
import { smallFirm } from '../../test/small-firm.ts';

let db: TestDatabase;
let firm: SimulatedFirm;
beforeAll(async () => {
  db = await testDatabase();
  firm = await simulateFirm(smallFirm().tables);
});
afterAll(async () => {
  await firm.close();
  await db.close();
});

const cli = (...args: string[]) => throughline(firm.environment(db.url), ['partitions', ...args]);

/** The month so many months from this one, as a partition's name ends. */
async function monthAhead(months: number): Promise<string> {
  const [row] = await db.owner.query(
    `select to_char(date_trunc('month', clock_timestamp()) + make_interval(months => $1), 'YYYY_MM') as month`,
    [months],
  );
  return row.month;
}

const drop = (partition: string) =>
  db.owner.query(`alter table feed detach partition ${partition}; drop table ${partition}`);
const doctor = async () => {
  const { out } = await throughline(firm.environment(db.url), ['doctor', '--json']);
  const { findings } = JSON.parse(out) as { findings: { check: string; state: string; sentence: string }[] };
  return findings.find(({ check }) => check === 'partitions of feed');
};

it('has nothing to make where a hub has been at work', async () => {
  expect(await cli()).toEqual({ code: 0, out: 'Nothing is missing.', err: '' });
});

it('says which are missing, and makes them only when that is not all it was asked for', async () => {
  const month = await monthAhead(2);
  await drop(`feed_${month}`);
  expect(await doctor()).toMatchObject({
    state: 'failure',
    sentence: `throughline partitions makes what the hub could not; there is none for: ${month.replace('_', '-')}`,
  });
  const missing = { table: 'feed', month: month.replace('_', '-'), partition: `feed_${month}` };
  const dry = await cli('--dry-run', '--json');
  expect([dry.code, JSON.parse(dry.out)]).toEqual([0, { missing: [missing] }]);
  expect((await cli('--dry-run')).out).toMatch(new RegExp(`^feed +${missing.month} +feed_${month}$`, 'm'));
  const made = await cli('--json');
  expect([made.code, JSON.parse(made.out)]).toEqual([0, { made: [{ ...missing, moved: 0 }], waiting: [] }]);
  expect(await doctor()).toMatchObject({ state: 'ok', sentence: 'made for this month and 2 more' });
  const audited = await db.hub.query(
    `select a.actor, a.detail from audit_log a where a.action = 'database.partitions'`,
  );
  expect(audited).toEqual([
    { actor: expect.stringMatching(/^operator:/), detail: { made: [{ ...missing, moved: 0 }] } },
  ]);
});

it('makes them further ahead where that is asked for', async () => {
  const { code, out } = await cli('--ahead', '5');
  expect([code, out]).toEqual([
    0,
    expect.stringMatching(new RegExp(`feed +\\S+ +feed_${await monthAhead(5)} +made, 0 rows moved into it`)),
  ]);
  expect(out.split('\n')).toHaveLength(5);
  for (const wrong of ['0', '25', '-1', 'x']) {
    const refused = await cli(`--ahead=${wrong}`);
    expect([refused.code, refused.err]).toEqual([1, expect.stringMatching(/^BAD_USER_INPUT: --ahead: /)]);
  }
});

it('fails, and says why, when the table is in use', async () => {
  const partition = `feed_${await monthAhead(1)}`;
  await drop(partition);
  const user = db.hub.createQueryRunner();
  await user.startTransaction();
  await user.query('select 1 from feed');
  const { code, out } = await cli();
  await user.rollbackTransaction();
  await user.release();
  expect([code, out]).toEqual([
    1,
    expect.stringMatching(new RegExp(`${partition} +not made: the table was in use for`)),
  ]);
  expect((await cli()).code).toBe(0);
});
