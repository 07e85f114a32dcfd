import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, expect, it } from '@jest/globals';
import { type TestDatabase, testDatabase } from '../../test/database.ts';
import { plantException } from '../../test/exceptions.ts';
import { transaction, withConnection } from '../entities/sql.ts';
import { freeTurns } from '../entities/turns.ts';
import { outgoingInvariants } from '../invariants/outgoing.ts';
import { claim } from './claim.ts';
import { openGates } from './confirm.ts';
import { enqueueSteps } from './decide.ts';
import { doubtDeliveries, doubtedToUnknown } from './doubt.ts';

let db: TestDatabase;
beforeAll(async () => {
  db = await testDatabase();
  await db.hub.query(`insert into system_way (system, direction) values ('erp', 'out')`);
});
afterAll(() => db.close());

let invoice: string;
let event: string;
beforeEach(async () => {
  await db.hub.query(`update outbox set state = 'cancelled'`);
  [invoice, event] = [randomUUID(), randomUUID()];
});

/** Approves that the billing event be held, or released as soon as nothing blocks its invoice. Returns its correction. */
async function approved(action: 'hold' | 'release'): Promise<string> {
  const id = randomUUID();
  await transaction(db.hub, async (sql) => {
    await sql.run(
      `insert into correction (id, type, subject_kind, subject_id, subject_label, state, reason, maker, approvals_needed,
                               created_at, changed_at, correlation_id)
       values ($1, $2, 'invoice', $3, 'Invoice', 'approved', 'as it should be', 'a', 1, clock_timestamp(), clock_timestamp(), $1)`,
      [id, `${action}Invoice`, invoice],
    );
    await sql.run(
      `insert into correction_step (correction_id, number, system, kind, golden_id, label, action, target_key, level, origin,
                                    parents, fields, gate_invoice_id)
       values ($1, 1, 'erp', 'billing_event', $2::uuid, 'event', $3, $2::text, 'event', '{"system": "erp", "key": "1"}', '{}', '[]', $4)`,
      [id, event, action, action === 'release' ? invoice : null],
    );
    await enqueueSteps(sql, { id, correlation_id: id });
  });
  return id;
}

const block = () => plantException(db, { rule: 'R03', effect: 'block', invoiceId: invoice });
const clear = () =>
  db.hub.query(`update exception set status = 'closed', closed_at = now() where invoice_id = $1`, [invoice]);
const stateOf = async (correction: string) =>
  (await db.hub.query('select o.state from outbox o where o.correction_id = $1', [correction]))[0].state;
const open = () => openGates(db.hub, () => Promise.resolve(true));
/** The correction whose step is claimed for being sent, if any. */
const claimed = async () => {
  const found = await claim(db.hub, 'erp', freeTurns, 60);
  return found !== undefined && 'correction_id' in found ? found.correction_id : undefined;
};

/** The lanes of which something has left before what stood in front of it. */
const outOfOrder = () =>
  withConnection(db.hub, (sql) => sql.rows(String(outgoingInvariants.find(({ id }) => id === 'I8')?.breaks)));

it('keeps a release whose gate has shut again before it left, until it opens once more', async () => {
  const release = await approved('release');
  await open();
  expect(await stateOf(release)).toBe('ready');
  await block();
  expect(await claimed()).toBeUndefined();
  expect(await stateOf(release)).toBe('waiting');
  expect(await open()).toBe(0);
  await clear();
  expect(await open()).toBe(1);
  expect(await claimed()).toBe(release);
});

it('lets a hold pass a release that waits for its gate, and nothing that has left', async () => {
  await block();
  const release = await approved('release');
  const hold = await approved('hold');
  expect(await claimed()).toBe(hold);
  expect(await outOfOrder()).toEqual([]);
  await clear();
  await open();
  expect(await stateOf(release)).toBe('ready');
  // The hold is under way: the release, which is the older one, is not to leave beside it.
  expect([await claimed(), await outOfOrder()]).toEqual([undefined, []]);
});

it('looks at once for a doubted hold in front of which a release waits for its gate', async () => {
  await block();
  const release = await approved('release');
  const hold = await approved('hold');
  await transaction(db.hub, doubtDeliveries);
  await doubtedToUnknown(db.hub, 1);
  expect([await stateOf(release), await stateOf(hold)]).toEqual(['waiting', 'unknown']);
});
