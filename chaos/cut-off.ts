import { setTimeout as wait } from 'node:timers/promises';
import { Chance } from '../sandbox/firm/chance.ts';
import { apart } from './alone.ts';
import { exactly, type Report } from './report.ts';
import type { Scenario } from './scenario.ts';
import type { Scene } from './scene.ts';
import { type Load, type Trouble, underLoad } from './under-load.ts';

/** How often the database goes, and for how long at most. */
export interface CutOffOptions {
  cuts: number;
  /** The longest that the database lets nobody in, in milliseconds; the shortest is nothing at all. */
  mostMs: number;
  deliveries: number;
  seed: number;
  say: (line: string) => void;
}

/** Whether the database lets people in again. */
const isBack = ({ hub }: Scene) =>
  hub.query('select 1').then(
    () => true,
    () => false,
  );

async function comeAndGo(scene: Scene, load: Load, options: CutOffOptions): Promise<Trouble> {
  const { cuts, mostMs, deliveries, seed, say } = options;
  const { alone } = apart(scene.environment['DATABASE_URL'] as string);
  const chance = new Chance(seed);
  let longest = 0;
  for (let cut = 1; cut <= cuts; cut += 1) {
    const part = cut / (cuts + 1);
    load.holds.sign(1);
    load.sending.allow(Math.ceil(part * deliveries));
    await load.sending.reached(Math.ceil((part - 0.5 / (cuts + 1)) * deliveries));
    const awayMs = chance.whole(0, mostMs);
    longest = Math.max(longest, awayMs);
    await alone(() => wait(awayMs));
    await load.until('the database to be there', () => isBack(scene));
    await load.takenIn(part);
    // The change is read from the CRM by poll, so polls must have gone on.
    await load.until(
      `hold ${cut} after the database was away`,
      async () => (await load.holds.count('confirmed')) >= cut,
    );
    if (cut % 10 === 0) say(`${cut} of ${cuts} times away …`);
  }
  return {
    injected: { 'times that the database cut everybody off': cuts, '  the longest, in ms': longest },
    counted: {},
    checked: [exactly('hubs that gave up', scene.hubs.filter((each) => each.url() === undefined).length, 0)],
  };
}

/** Has the database cut everybody off and refuse them for a while, again and again, and checks that it made no difference. */
export function cutOff(scene: Scene, options: CutOffOptions): Promise<Report> {
  return underLoad(scene, { ...options, scenario: 'cut-off' }, (load) => comeAndGo(scene, load, options));
}

/** `npm run chaos -- cut-off`: a database that comes and goes. */
export const cutOffScenario: Scenario = {
  what: [
    'Has the database cut everybody off and let nobody in for a while, again and again. No hub may end or stand still: after',
    'each time senders get their answers, sources are polled, and what has to be held at the ERP is held.',
  ],
  numbers: {
    cuts: { value: 40, means: 'times that everybody is cut off' },
    most: { value: 4000, means: 'the longest that nobody is let in, in milliseconds' },
    deliveries: { value: 3000, means: 'requests in all, a third as many messages' },
    seed: { value: 1, means: 'of all chance' },
  },
  roles: ['all', 'all'],
  invoices: 200,
  run: (scene, { cuts = 0, most = 0, deliveries = 0, seed = 1 }, say) =>
    cutOff(scene, { cuts, mostMs: most, deliveries, seed, say }),
};
