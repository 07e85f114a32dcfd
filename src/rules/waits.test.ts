import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { type FirmHub, firmHub } from '../../test/firm-hub.ts';
import { sweep } from '../../test/sweep-book.ts';
import { wholeFirm } from '../../test/whole-firm.ts';
import { markKnown } from './look-again.ts';

let hub: FirmHub;
beforeAll(async () => {
  hub = await firmHub(wholeFirm().tables);
  await hub.poll();
  await hub.settle();
  // Nobody knows what became of the invoices, and how far the systems are known has nothing to do with it.
  await hub.db.hub.query(`update invoice i set status = null`);
  await hub.db.hub.query(`update stream_coverage s set known_through = '2100-01-01'`);
});
afterAll(() => hub.close());

/** How many rules could not be evaluated on a record because of a fact that rests on streams, and what they wait for. */
async function open() {
  const [row] = await hub.db.hub.query(
    `select (select count(*)::int from cannot_evaluate c where 'billed' = any (c.missing)) as unknown,
            (select count(*)::int from cannot_evaluate_wait w) as waits`,
  );
  return row as { unknown: number; waits: number };
}

it('waits for no stream that is known already, and does not look again each time that one is read', async () => {
  await sweep(hub);
  const known = await open();
  expect(known.unknown).toBeGreaterThan(0);
  expect(known.waits).toBe(0);
  expect(await markKnown(hub.db.hub)).toBe(0);
});

it('waits for a stream that is known too little in one company, and looks again once it is known there', async () => {
  await hub.db.hub.query(
    `update stream_coverage s set known_through = '2000-01-01'
      where s.kind = 'billing_event' and s.legal_entity_id = (select min(t.legal_entity_id) from time_entry t)`,
  );
  await sweep(hub);
  expect((await open()).waits).toBeGreaterThan(0);
  expect(await markKnown(hub.db.hub)).toBe(0);
  await hub.db.hub.query(`update stream_coverage s set known_through = '2100-01-01'`);
  expect(await markKnown(hub.db.hub)).toBeGreaterThan(0);
  expect((await open()).waits).toBe(0);
});
