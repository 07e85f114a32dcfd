import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { chaosScene } from '../test/chaos-scene.ts';
import { blackhole } from './blackhole.ts';
import { clock } from './clock.ts';
import { cutOff } from './cut-off.ts';
import { erpDown } from './erp-down.ts';
import { frozen } from './frozen.ts';
import { lostReplies } from './lost-replies.ts';
import { poison } from './poison.ts';
import { failures } from './report.ts';
import type { Scene } from './scene.ts';

const patienceMs = 1_200_000;
const small = { seed: 3, say: () => {} };

let scene: Scene;
beforeAll(async () => {
  scene = await chaosScene(['all', 'all'], 13);
}, patienceMs);
afterAll(() => scene.close());

/** The scene with some of its contracts: what one scenario has amended is nothing to the next. */
const withContracts = (from: number, to: number): Scene => ({ ...scene, contracts: scene.contracts.slice(from, to) });

it(
  'does nothing twice at a target whose answers get lost while hubs are killed',
  async () => {
    const report = await lostReplies(withContracts(0, 2), { ...small, kills: 2, deliveries: 150, every: 1 });
    expect(failures(report)).toEqual([]);
  },
  patienceMs,
);

it(
  'keeps what is for a target that refuses connections and then answers 503, and holds up nothing else',
  async () => {
    expect(failures(await erpDown(withContracts(2, 5), { ...small, deliveries: 150, orders: 1 }))).toEqual([]);
  },
  patienceMs,
);

it(
  'gives up requests that are never answered, stays healthy and goes on with all others',
  async () => {
    expect(failures(await blackhole(withContracts(5, 7), { ...small, deliveries: 150, orders: 1 }))).toEqual([]);
  },
  patienceMs,
);

it(
  'parks each message that can not be used, with its reason, and nothing that came beside it',
  async () => {
    expect(failures(await poison(withContracts(0, 0), { ...small, deliveries: 150, each: 1 }))).toEqual([]);
  },
  patienceMs,
);

it(
  "goes by the database's clock where the machines' are hours off",
  async () => {
    const report = await clock(withContracts(7, 8), { ...small, deliveries: 150, orders: 1, off: 7200 });
    expect(failures(report)).toEqual([]);
  },
  patienceMs,
);

it(
  'goes on polling and holding however often the database cuts everybody off',
  async () => {
    const report = await cutOff(withContracts(8, 12), { ...small, deliveries: 150, cuts: 4, mostMs: 2000 });
    expect(failures(report)).toEqual([]);
  },
  patienceMs,
);

it(
  'does nothing twice when a hub stands still in the middle of a write, is passed over, and goes on',
  async () => {
    const report = await frozen(withContracts(12, 13), { ...small, deliveries: 150, freezes: 1 });
    expect(failures(report)).toEqual([]);
  },
  patienceMs,
);
