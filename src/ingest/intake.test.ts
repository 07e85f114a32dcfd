import { createHash, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type TestDatabase, testDatabase } from '../../test/database.ts';
import { transaction } from '../entities/sql.ts';
import { type Accepted, commitNamed, type NamedDelivery, type NamedRow } from './named-delivery.ts';
import { openIntake } from './webhook.ts';

let db: TestDatabase;
beforeAll(async () => {
  db = await testDatabase();
  await db.hub.query(`insert into stream (system, name, kinds) values ('timekeeper', 'time_entry', '{time_entry}')`);
});
afterAll(() => db.close());

const hashOf = (text: string) => createHash('sha256').update(text).digest('hex');

function recordRow(key: string, part: number): NamedRow {
  const blank = { observed_at: null, stripe: 1, baseline: false, reason_code: null, reason: null } as const;
  const raw = part === 0 ? null : JSON.stringify({ key });
  const at = '2026-03-01T00:00:00Z';
  return {
    ...blank,
    type: 'record',
    stream: 'time_entry',
    key,
    version: at,
    part,
    raw,
    hash: hashOf(key),
    state: 'new',
  };
}

function knownRow(through: string): NamedRow {
  return { ...recordRow('', 0), type: 'known', key: null, version: through, hash: '', state: 'done' };
}

/** What a sender may send: names come again, with the same body or another, and some can't be stored at all. */
const delivery = fc
  .record({
    id: fc.constantFrom('a', 'b', 'c', 'd'),
    rows: fc.oneof(
      { weight: 5, arbitrary: fc.array(fc.constantFrom('k1', 'k2', 'k3'), { minLength: 1, maxLength: 3 }) },
      { weight: 1, arbitrary: fc.constantFrom('2026-01-01T00:00:00Z', '2026-02-01T00:00:00Z') },
      { weight: 1, arbitrary: fc.constant<string[]>(['no text of Postgres: \u0000']) },
    ),
  })
  .map(({ id, rows }): NamedDelivery => {
    const body = JSON.stringify({ rows });
    const read = (keys: readonly string[]) => keys.map(recordRow);
    return {
      system: 'timekeeper',
      id,
      body: Buffer.from(body),
      bodyHash: hashOf(body),
      rows: typeof rows === 'string' ? [knownRow(rows)] : read(rows),
      correlationId: randomUUID(),
    };
  });

async function emptied(): Promise<void> {
  await db.hub.query('delete from inbox');
  await db.hub.query('delete from inbox_seen');
  await db.hub.query(`update stream set covered_through = null where system = 'timekeeper'`);
}

async function kept() {
  const inbox = await db.hub.query(
    `select i.type, i.key, i.version, convert_from(i.raw, 'UTF8') as raw, i.part, encode(i.content_hash, 'hex') as hash,
            i.state, i.reason_code, i.reason, i.correlation_id
       from inbox i order by i.correlation_id, i.part, i.state`,
  );
  const seen = await db.hub.query('select s.message_id, s.deliveries from inbox_seen s order by s.message_id');
  const known = await db.hub.query(`select s.covered_through from stream s where s.system = 'timekeeper'`);
  return { inbox, seen, known };
}

it('keeps of deliveries that come together what it keeps of them one after the other', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(delivery, { minLength: 2, maxLength: 12 }), async (deliveries) => {
      const outcome = (accepted: Promise<Accepted>) => accepted.catch((error: { code: string }) => error.code);
      await emptied();
      const alone: unknown[] = [];
      for (const each of deliveries) {
        alone.push(await outcome(transaction(db.hub, async (sql) => (await commitNamed(sql, [each]))[0] as Accepted)));
      }
      const afterAlone = await kept();
      await emptied();
      const { named } = openIntake(db.hub);
      const atOnce = await Promise.all(deliveries.map((each) => outcome(named(each))));
      expect(atOnce).toEqual(alone);
      expect(await kept()).toEqual(afterAlone);
    }),
    { numRuns: 40 },
  );
});
