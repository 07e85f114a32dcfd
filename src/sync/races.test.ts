import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { type TestDatabase, testDatabase } from '../../test/database.ts';
import { approvedSteps } from '../../test/outgoing.ts';
import { until } from '../../test/until.ts';
import { type Sql, transaction } from '../entities/sql.ts';
import { cancel, enqueueSteps } from './decide.ts';
import { markCorrection } from './outcome.ts';

let db: TestDatabase;
beforeAll(async () => {
  db = await testDatabase();
});
afterAll(() => db.close());

const approved = (subject: string, steps: number) =>
  transaction(db.hub, (sql) =>
    approvedSteps(
      sql,
      subject,
      Array.from({ length: steps }, () => []),
    ),
  );
const enqueue = (sql: Sql, id: string) => enqueueSteps(sql, { id, correlation_id: id });

/** Resolves once somebody in this database waits for somebody else, or the work is over without. */
const waitsOrEnds = (work: Promise<unknown>) =>
  Promise.race([
    work.catch(() => undefined),
    until(async () => {
      const waiting = await db.admin.query(
        `select 1 from pg_stat_activity a where a.wait_event_type = 'Lock' and a.datname = $1`,
        [new URL(db.url).pathname.slice(1)],
      );
      return waiting.length > 0;
    }, 'one to wait for the other'),
  ]);

/** Does the first, and begins the second before the first is committed, at which `meanwhile` is called. */
async function overlapping(
  first: (sql: Sql) => Promise<unknown>,
  second: (sql: Sql) => Promise<unknown>,
  meanwhile: () => unknown = () => {},
) {
  let other: Promise<unknown> = Promise.resolve();
  await transaction(db.hub, async (sql) => {
    await first(sql);
    other = transaction(db.hub, second);
    await waitsOrEnds(other);
    meanwhile();
  });
  await other;
}

it('finds a correction confirmed whose last two steps are confirmed at the same time', async () => {
  const id = await approved(randomUUID(), 2);
  await transaction(db.hub, async (sql) => {
    await enqueue(sql, id);
    await sql.run(`update outbox o set state = 'sent' where o.correction_id = $1`, [id]);
    await markCorrection(sql, id);
  });
  const confirms = (number: number) => async (sql: Sql) => {
    await sql.run(`update outbox o set state = 'confirmed' where o.correction_id = $1 and o.step_number = $2`, [
      id,
      number,
    ]);
    await markCorrection(sql, id);
  };
  await overlapping(confirms(1), confirms(2));
  expect(await db.hub.query('select c.state from correction c where c.id = $1', [id])).toEqual([
    { state: 'confirmed' },
  ]);
});

it('cancels no correction of which a step is being claimed', async () => {
  const id = await approved(randomUUID(), 1);
  await transaction(db.hub, (sql) => enqueue(sql, id));
  const claims = (sql: Sql) => sql.run(`update outbox o set state = 'sending' where o.correction_id = $1`, [id]);
  const withdrawn = overlapping(claims, (sql) => cancel(sql, id, 1, 'a', undefined));
  await expect(withdrawn).rejects.toMatchObject({ code: 'CONFLICT' });
  expect(
    await db.hub.query(
      'select c.state, o.state as step from correction c join outbox o on o.correction_id = c.id where c.id = $1',
      [id],
    ),
  ).toEqual([{ state: 'approved', step: 'sending' }]);
});

it('lets nothing into a lane before what was put there first is committed', async () => {
  const contract = randomUUID();
  const [first, second] = [await approved(contract, 2), await approved(contract, 1)];
  const order: string[] = [];
  await overlapping(
    (sql) => enqueue(sql, first),
    async (sql) => {
      await enqueue(sql, second);
      order.push('the second is in the lane');
    },
    () => order.push('the first is about to be committed'),
  );
  expect(order).toEqual(['the first is about to be committed', 'the second is in the lane']);
});
