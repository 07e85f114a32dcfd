import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { chaosScene } from '../test/chaos-scene.ts';
import { kills } from './kills.ts';
import { failures } from './report.ts';
import type { Scene } from './scene.ts';

let scene: Scene;
beforeAll(async () => {
  scene = await chaosScene(['all', 'all'], 3);
}, 300_000);
afterAll(() => scene.close());

it('loses nothing, repeats nothing and mixes nothing up while two hubs are killed at work', async () => {
  const report = await kills(scene, { kills: 6, deliveries: 900, seed: 11, say: () => {} });
  expect(failures(report)).toEqual([]);
  // A fault test that injects no fault proves nothing.
  expect(report.injected).toMatchObject({ 'kills (SIGKILL)': 6, 'change orders that hold an invoice': 3 });
  expect(report.counted['sockets of subscribers that ended']).toBeGreaterThan(0);
}, 1_200_000);
