import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, expect, it } from '@jest/globals';
import { type TestDatabase, testDatabase } from '../../test/database.ts';
import { plantException } from '../../test/exceptions.ts';
import { deliveryTo } from '../../test/outgoing.ts';
import { askAll } from '../cli/freeze.ts';
import type { PushCommand } from '../domain/connector.ts';
import type { Halt } from '../domain/halt.ts';
import { askHalt } from '../entities/halts.ts';
import { transaction, withConnection } from '../entities/sql.ts';
import { freeTurns } from '../entities/turns.ts';
import { systems } from '../views/systems.ts';
import { claim, dueSystems } from './claim.ts';
import { openGates } from './confirm.ts';
import { approve } from './decide.ts';
import { unsettledSystems } from './deliver.ts';

let db: TestDatabase;
beforeAll(async () => {
  db = await testDatabase();
  await db.hub.query(
    `insert into system (name, connector, role, stage, legal_entity_ids) values ('erp', 'fusion', 'erp', 'write', '{}')`,
  );
  await db.hub.query(`insert into system_way (system, direction) values ('erp', 'out')`);
});
afterAll(() => db.close());

const ask = (halt: Halt | null) =>
  transaction(db.hub, (sql) => askAll(sql, halt, { reason: 'close of March' }, 'a test'));
const freeze = () => ask('frozen');
const thaw = () => ask(null);

beforeEach(async () => {
  await thaw();
  await db.hub.query(`update outbox set state = 'cancelled'`);
});

const context = deliveryTo({ send: async () => ({ outcome: 'sent', key: '1' }), find: async () => [] });

/** A correction of one step that somebody has approved. Returns its id. */
async function approved(action: PushCommand['action'], subject: string = randomUUID()): Promise<string> {
  const id = randomUUID();
  await transaction(db.hub, async (sql) => {
    await sql.run(
      `insert into correction (id, type, subject_kind, subject_id, subject_label, state, reason, maker, approvals_needed,
                               amount, currency, created_at, changed_at, correlation_id)
       values ($1, 'holdInvoice', 'invoice', $2, 'Invoice', 'planned', 'as it should be', 'a', 1, 700, 'EUR',
               clock_timestamp(), clock_timestamp(), $1)`,
      [id, subject],
    );
    const kind = action === 'update' ? 'milestone' : 'billing_event';
    await sql.run(
      `insert into correction_step (correction_id, number, system, kind, golden_id, label, action, target_key, level, origin,
                                    parents, fields, gate_invoice_id)
       values ($1, 1, 'erp', $3, $2::uuid, 'it', $4, $2::text, 'it', '{"system": "erp", "key": "1"}', '{}', '[]', $5)`,
      [id, subject, kind, action, action === 'release' ? subject : null],
    );
    await approve(sql, id, 1, 'b', undefined, context.targets);
  });
  return id;
}

const stateOf = async (correction: string) =>
  (await db.hub.query('select o.state from outbox o where o.correction_id = $1', [correction]))[0].state;
const open = () => openGates(db.hub, () => Promise.resolve(true));
/** The correction whose step is claimed for being sent, if any; it is through then. */
async function claimed(): Promise<string | undefined> {
  const found = await claim(db.hub, 'erp', freeTurns, 60);
  if (found === undefined || !('correction_id' in found)) return undefined;
  await db.hub.query(`update outbox set state = 'confirmed' where id = $1`, [found.id]);
  return found.correction_id;
}
const wayOut = async () => (await withConnection(db.hub, (sql) => systems(sql, 'erp')))[0]?.ways[0];

it('lets nothing leave for a frozen target but holds, takes on what is approved, and lets it go in order after', async () => {
  const contract = randomUUID();
  const first = await approved('update', contract);
  await freeze();
  expect(await dueSystems(db.hub)).toEqual([]);
  expect(await claimed()).toBeUndefined();
  const second = await approved('update', contract);
  const hold = await approved('hold');
  expect(await wayOut()).toMatchObject({ state: 'frozen', reason: 'freeze: close of March', remaining: 1 });
  expect(await dueSystems(db.hub)).toEqual(['erp']);
  expect([await claimed(), await claimed()]).toEqual([hold, undefined]);
  expect(await wayOut()).toMatchObject({ state: 'frozen', remaining: 0 });
  expect(
    await db.hub.query(
      `select o.correction_id as id, o.state, o.amount from outbox o where o.state not in ('cancelled', 'confirmed') order by o.id`,
    ),
  ).toEqual([first, second].map((id) => ({ id, state: 'ready', amount: '700' })));

  await thaw();
  expect([await claimed(), await claimed(), await claimed()]).toEqual([first, second, undefined]);
});

it('goes on by itself when the end of a freeze has come', async () => {
  const update = await approved('update');
  await freeze();
  expect(await claimed()).toBeUndefined();
  await db.hub.query(`update system_way set until = clock_timestamp()`);
  expect(await claimed()).toBe(update);
});

it('lets nothing through its gate while its target is frozen', async () => {
  await freeze();
  const release = await approved('release');
  expect([await open(), await stateOf(release)]).toEqual([0, 'waiting']);
  await thaw();
  expect([await open(), await claimed()]).toEqual([1, release]);
});

it('puts a release back behind its gate that a freeze has overtaken, and lets a hold pass it', async () => {
  const event = randomUUID();
  const release = await approved('release', event);
  expect(await open()).toBe(1);
  await freeze();
  expect([await claimed(), await stateOf(release), await open()]).toEqual([undefined, 'waiting', 0]);
  await plantException(db, { rule: 'R03', effect: 'block', invoiceId: event });
  const hold = await approved('hold', event);
  expect([await claimed(), await stateOf(release)]).toEqual([hold, 'waiting']);
});

it('looks for what may have left before a freeze, and keeps it when it has not', async () => {
  const update = await approved('update');
  await db.hub.query(`update outbox set doubted_at = clock_timestamp() where correction_id = $1`, [update]);
  await freeze();
  expect(await wayOut()).toMatchObject({ state: 'frozen', remaining: 1 });
  await unsettledSystems(db.hub, context);
  expect(await stateOf(update)).toBe('unknown');
  await db.hub.query(`update outbox set state = 'ready' where correction_id = $1`, [update]);
  expect([await claimed(), (await wayOut())?.remaining]).toEqual([undefined, 0]);
});

it('freezes only what is sent to a system, never what is read from it', async () => {
  const request = { system: 'erp', directions: ['in', 'out'], halt: 'frozen', reason: 'a test' } as const;
  const asked = transaction(db.hub, (sql) => askHalt(sql, request, { actor: 'a test', correlationId: randomUUID() }));
  await expect(asked).rejects.toMatchObject({ code: 'BAD_USER_INPUT' });
  await expect(
    db.hub.query(
      `insert into system_way (system, direction, halt, reason, asked_by, asked_at)
       values ('erp', 'in', 'frozen', 'a test', 'a test', clock_timestamp())`,
    ),
  ).rejects.toThrow('system_way_halt_check');
});
