import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { dataSource } from '../ormconfig.ts';
import { chaosScene } from '../test/chaos-scene.ts';
import { ownCluster } from './cluster.ts';
import { failover } from './failover.ts';
import { failures } from './report.ts';
import type { Scene } from './scene.ts';

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
