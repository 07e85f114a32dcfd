import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { type FirmHub, firmHub } from '../../test/firm-hub.ts';
import { smallFirm } from '../../test/small-firm.ts';
import { withConnection } from '../entities/sql.ts';
import { baselineComplete } from './coverage.ts';

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
