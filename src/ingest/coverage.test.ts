import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { type FirmHub, firmHub } from '../../test/firm-hub.ts';
import { smallFirm } from '../../test/small-firm.ts';
import { withConnection } from '../entities/sql.ts';
import { baselineComplete, isWorthAsking } from './coverage.ts';

let hub: FirmHub;
beforeAll(async () => {
  hub = await firmHub(smallFirm().tables);
});
afterAll(() => hub.close());

it('calls a first load complete once every stream is known, and nothing that waited for the last one is left to fold', async () => {
  expect(await baselineComplete(hub.db.hub)).toBe(false);
  await hub.poll();
  expect(await baselineComplete(hub.db.hub)).toBe(false);
  await hub.settle();
  expect(await baselineComplete(hub.db.hub)).toBe(true);
  await withConnection(hub.db.hub, (sql) =>
    sql.run(
      `insert into fold_mark (kind, golden_id, baseline, correlation_id)
       select 'contract', c.id, true, gen_random_uuid() from contract c`,
    ),
  );
  expect(await baselineComplete(hub.db.hub)).toBe(false);
  await hub.settle();
  expect(await baselineComplete(hub.db.hub)).toBe(true);
});

it('lets a stream that has had its first load rest while others have theirs, but not for long, and never once all have', async () => {
  const stream = { system: 'fusion', stream: 'invoice' };
  const asked = (seconds: number) => isWorthAsking(hub.db.hub, stream, seconds);
  expect(await asked(600)).toBe(false);
  expect(await asked(0)).toBe(true);
  await hub.db.hub.query(`update stream set baseline = 'loading' where system = 'fusion' and name = 'invoice'`);
  expect(await asked(600)).toBe(true);
  await hub.db.hub.query(`update stream set baseline = 'complete' where system = 'fusion' and name = 'invoice'`);
  await hub.db.hub.query(`insert into job_fire (job, slot, fired_at) values ('baseline', 'epoch', now())`);
  expect(await asked(600)).toBe(true);
});
