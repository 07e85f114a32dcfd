import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { Chance } from '../sandbox/firm/chance.ts';
import { chaosScene } from '../test/chaos-scene.ts';
import { canonicalState, Messages } from './deliveries.ts';
import type { HubProcess } from './hub-process.ts';
import { allHeard, holds, waitingWork } from './quiet.ts';
import { failures } from './report.ts';
import type { Scene } from './scene.ts';
import { shuffledThrice, startSending } from './sending.ts';
import { acknowledgedOf, verdictOf } from './verdict.ts';

const patienceMs = 300_000;

let scene: Scene;
beforeAll(async () => {
  scene = await chaosScene(['api', 'api', 'worker'], 1);
}, 300_000);
afterAll(() => scene.close());

it('is restarted process by process under a stream of webhooks, and nobody misses anything', async () => {
  const { hubs, hub, subscribers, asked } = scene;
  const messages = new Messages(200);
  const order = shuffledThrice(messages.count, new Chance(5));
  const sending = startSending(messages, order, hubs.slice(0, 2));
  const codes: (number | null)[] = [];
  for (const [place, each] of hubs.entries()) {
    sending.allow(Math.ceil(((place + 2) / (hubs.length + 1)) * order.length));
    await sending.reached(Math.floor(((place + 0.5) / (hubs.length + 1)) * order.length));
    codes.push(await (each as HubProcess).stop());
    await (each as HubProcess).start();
  }
  sending.allow(order.length);
  await sending.done;
  expect(codes).toEqual([0, 0, 0]);
  // Whatever a hub refused because it was being stopped, the other took.
  expect(sending.sent.wrong).toEqual([]);
  expect([...sending.sent.acknowledged.values()].every((times) => times === 3)).toBe(true);

  expect(await holds(async () => (await waitingWork(hub)) === 0, patienceMs)).toBe(true);
  expect(await holds(() => allHeard(hub, subscribers), patienceMs)).toBe(true);
  expect(await canonicalState(hub)).toEqual(messages.expected());
  // Each socket that ended was told to come again.
  for (const { closes } of subscribers) expect([...closes.keys()].filter((code) => code !== 1001)).toEqual([]);

  const acknowledged = acknowledgedOf(sending.sent);
  const heard = subscribers.map((each) => each.heard());
  expect(heard.every(({ positions }) => positions.size > 0)).toBe(true);
  const checked = await verdictOf(asked, { acknowledged, heard }, patienceMs);
  expect(failures({ checked })).toEqual([]);
}, 1_200_000);
