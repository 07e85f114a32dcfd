import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { chaosScene } from '../test/chaos-scene.ts';
import { type OwnCluster, ownCluster } from './cluster.ts';
import { failures } from './report.ts';
import type { Scene } from './scene.ts';
import { switchover } from './switchover.ts';

let cluster: OwnCluster;
let scene: Scene;
beforeAll(async () => {
  cluster = await ownCluster();
  scene = await chaosScene(['all'], 2, {}, { url: cluster.url, close: async () => void (await cluster.close()) });
}, 600_000);
afterAll(() => scene.close());

it('moves to another Postgres by plan with nothing lost, and no outcome in doubt', async () => {
  const report = await switchover(scene, cluster, { deliveries: 300, orders: 1, seed: 4, say: () => {} });
  expect(failures(report)).toEqual([]);
  expect(report.injected).toMatchObject({ 'primaries stopped and replaced': 1, 'change orders': 2 });
}, 1_200_000);
