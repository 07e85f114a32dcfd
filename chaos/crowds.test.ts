import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { chaosScene } from '../test/chaos-scene.ts';
import { failures } from './report.ts';
import { restore } from './restore.ts';
import type { Scene } from './scene.ts';
import { spike } from './spike.ts';
import { subscribers } from './subscribers.ts';

let scene: Scene;
beforeAll(async () => {
  scene = await chaosScene(['all', 'all'], 4, { socketPingSeconds: 2 });
}, 300_000);
afterAll(() => scene.close());

const say = () => {};

it('lets a crowd that is cut off, floods or never reads miss nothing and hurt nobody, while a hub is killed', async () => {
  const report = await subscribers(scene, { clients: 10, silent: 2, kills: 1, deliveries: 300, seed: 3, say });
  expect(failures(report)).toEqual([]);
  expect(report.injected).toMatchObject({ 'clients that never read': 2, 'kills (SIGKILL)': 1 });
  expect(report.injected['sockets cut']).toBeGreaterThan(0);
}, 1_200_000);

it('loses nothing of a spike, and works it off', async () => {
  const report = await spike(scene, { usual: 2, times: 20, seconds: 3, say });
  expect(failures(report)).toEqual([]);
  expect(report.injected).toMatchObject({ 'deliveries of the spike': 120 });
}, 1_200_000);

it('does nothing twice at the ERP and loses nothing when its database is put back to an earlier copy', async () => {
  const report = await restore(scene, { orders: 2, deliveries: 60, seed: 4, say });
  expect(failures(report)).toEqual([]);
  expect(report.injected).toMatchObject({ 'deliveries that waited in the copy and had left since': 2 });
}, 1_200_000);
