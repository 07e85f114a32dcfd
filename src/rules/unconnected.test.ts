import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { type FirmHub, firmHub } from '../../test/firm-hub.ts';
import { type RuleFolder, ruleFolder } from '../../test/rule-folder.ts';
import { smallFirm } from '../../test/small-firm.ts';
import { sweep } from '../../test/sweep-book.ts';
import { tell, withToldSystem } from '../../test/told-hub.ts';
import { declares, tells, toldSystem } from '../../test/told-system.ts';
import { transaction, withConnection } from '../entities/sql.ts';
import { rules } from '../views/rules.ts';
import { setLife } from './set-life.ts';

// A firm that keeps its time in a system of its own and has connected nothing else.
let hub: FirmHub;
let files: RuleFolder;
beforeAll(async () => {
  files = ruleFolder();
  const systems = [{ ...toldSystem, peers: {} }];
  hub = await firmHub(smallFirm().tables, { ...withToldSystem, hub: { systems, rules: files.folder } });
});
afterAll(async () => {
  await hub.close();
  files.close();
});

async function unbilled() {
  await hub.settle();
  await sweep(hub);
  const [state] = await withConnection(hub.db.hub, (sql) => rules(sql, 'R19'));
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

it('keeps what a version in shadow waits for apart from what the active one does, as long as it is tried', async () => {
  const name = 'billing/R19-unbilled-time.json';
  const active = JSON.parse(readFileSync(join(files.folder, name), 'utf8'));
  files.write(name, { ...active, version: active.version + 1, life: 'shadow' });
  await unbilled();
  const open = () =>
    hub.db.hub.query(
      `select c.shadow, (select count(*)::int from cannot_evaluate_wait w
                          where w.rule = c.rule and w.subject_id = c.subject_id and w.shadow = c.shadow) as waits
         from cannot_evaluate c where c.rule = 'R19' order by c.shadow`,
    );
  const both = [false, true].map((shadow) => ({ shadow, waits: 2 }));
  expect(await open()).toEqual(both);
  expect(await unbilled()).toMatchObject({ version: active.version, life: 'active', cannotEvaluate: 1 });
  const retired = { rule: 'R19', version: active.version + 1, life: 'retired' as const, reason: 'enough' };
  await transaction(hub.db.hub, (sql) => setLife(sql, retired, 'test', randomUUID()));
  await unbilled();
  expect(await open()).toEqual(both.slice(0, 1));
});
