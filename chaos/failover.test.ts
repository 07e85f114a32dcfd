import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { dataSource } from '../ormconfig.ts';
import { chaosScene } from '../test/chaos-scene.ts';
import { ownCluster } from './cluster.ts';
import { failover } from './failover.ts';
import { failures } from './report.ts';
import type { Scene } from './scene.ts';
import { throughline } from './throughline.ts';

let cluster: Awaited<ReturnType<typeof ownCluster>>;
let scene: Scene;
beforeAll(async () => {
  cluster = await ownCluster();
  scene = await chaosScene(
    ['all', 'all'],
    2,
    {},
    { url: cluster.url, close: async () => void (await cluster.close()) },
  );
}, 600_000);
afterAll(() => scene.close());

it('writes over no connection to a standby, and reads over one', async () => {
  const at = (role: 'throughline_hub' | 'throughline_reader') =>
    dataSource({ url: cluster.standbyUrl, role, cell: 'main', poolSize: 1 }).initialize();
  await expect(at('throughline_hub')).rejects.toMatchObject({ code: 'DATABASE_UNAVAILABLE' });
  const reader = await at('throughline_reader');
  expect(await reader.query('select pg_is_in_recovery() as follows')).toEqual([{ follows: true }]);
  await reader.destroy();
});

it('misses nothing acknowledged when a standby takes over, also of commits that nobody waited for to reach it', async () => {
  const options = { deliveries: 300, orders: 1, cancels: 5, seed: 5 };
  const report = await failover(scene, cluster, { ...options, say: () => {} });
  expect(failures(report)).toEqual([]);
  expect(report.injected).toMatchObject({ 'primaries killed (SIGKILL)': 1, 'change orders': 2 });
}, 1_200_000);

it('is held back by the runbook of a region that is down once the standby has taken over, and let go again', async () => {
  const [{ at }] = await scene.hub.query(`select a.at from audit_log a where a.action = 'feed.epoch'`);
  const asked = await throughline(scene, ['region-down', '--reason', 'no light in Frankfurt']);
  expect(asked).toMatchObject({ noticedAt: at, open: 0 });
  // The first primary had acknowledged no more than this copy holds: what it held last came before the takeover.
  expect(String(asked['heldUntil']) < at).toBe(true);
  expect(asked['told']).toContainEqual({ system: 'timekeeper', stream: 'time_entry', newest: expect.any(String) });
  const halts = () => scene.hub.query(`select w.system from system_way w where w.halt = 'frozen' order by w.system`);
  const systems = ['certinia', 'fusion', 'salesforce', 'timekeeper'].map((system) => ({ system }));
  expect(await halts()).toEqual(systems);
  await throughline(scene, ['thaw', '--reason', 'the old region is fenced']);
  expect(await halts()).toEqual([]);
});
