import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { type FirmHub, firmHub } from '../../test/firm-hub.ts';
import { smallFirm } from '../../test/small-firm.ts';
import { sweep } from '../../test/sweep-book.ts';
import { tell, withToldSystem } from '../../test/told-hub.ts';
import { declares, tells, toldSystem } from '../../test/told-system.ts';
import { withConnection } from '../entities/sql.ts';
import { ruleStates } from '../views/sources.ts';

// A firm that keeps its time in a system of its own and has connected nothing else.
let hub: FirmHub;
beforeAll(async () => {
  hub = await firmHub(smallFirm().tables, { ...withToldSystem, hub: { systems: [{ ...toldSystem, peers: {} }] } });
});
afterAll(() => hub.close());

async function unbilled() {
  await hub.settle();
  await sweep(hub);
  const [state] = await withConnection(hub.db.hub, (sql) => ruleStates(sql, ['R19']));
  return state;
}

it('knows nothing of what is billed where no ERP is connected, however well the time is known', async () => {
  const values = { workedOn: '2025-01-31', amount: '1440', currency: 'EUR', billable: true, approvalState: 'approved' };
  const version = '2025-02-01T00:00:00Z';
  await tell(hub, tells('time_entry', [{ key: '1', version, legalEntity: 'DE01', values }]));
  expect(await unbilled()).toMatchObject({
    open: 0,
    cannotEvaluate: 1,
    waitsFor: [
      'erp/billing_event is not connected',
      'erp/invoice is not connected',
      'timekeeper/time_entry known through never',
    ],
  });
  await tell(hub, declares('time_entry', new Date(Date.now() - 1000).toISOString()));
  expect(await unbilled()).toMatchObject({
    open: 0,
    cannotEvaluate: 1,
    waitsFor: ['erp/billing_event is not connected', 'erp/invoice is not connected'],
  });
});
