import { askAs } from './asking.ts';
import { atLeast, exactly, type Report } from './report.ts';
import type { Scenario } from './scenario.ts';
import type { Scene } from './scene.ts';
import { type Load, type Trouble, underLoad } from './under-load.ts';
import { wayOut } from './ways.ts';

/** How much is sent, and how many change orders are signed before, during each half of the outage. */
export interface OutageOptions {
  deliveries: number;
  /** Change orders in each of the three parts. */
  orders: number;
  seed: number;
  say: (line: string) => void;
}

/** What the hub shows people of what waits for the ERP. */
async function shownWaiting(scene: Scene): Promise<number> {
  const { pendingFinancialUpdates: pending } = await askAs<{ pendingFinancialUpdates: { system: string }[] }>(
    scene,
    'finance',
    '{ pendingFinancialUpdates { system } }',
  );
  return pending.filter(({ system }) => system === 'fusion').length;
}

const open = ['ready', 'sending', 'sent', 'unknown'] as const;

/** Signs so many change orders of which nothing can be confirmed, and has messages come until their holds wait. */
async function backlog({ holds, takenIn, until }: Load, count: number, part: number): Promise<number> {
  holds.sign(count);
  const perSecond = await takenIn(part);
  const confirmed = await holds.count('confirmed');
  await until('the holds to wait', async () => (await holds.count(...open)) >= holds.signed - confirmed);
  return perSecond;
}

async function outage(scene: Scene, load: Load, { orders, say }: OutageOptions): Promise<Trouble> {
  const { holds, takenIn, until } = load;
  const { erp } = scene.world.simulators;
  holds.sign(orders);
  const before = await takenIn(0.2);
  await until('the first holds', async () => (await holds.count('confirmed')) === holds.signed);

  say('The ERP refuses connections …');
  const effects = holds.effects().length;
  await erp.stop();
  const refusing = await backlog(load, orders, 0.5);
  await until('the breaker to open', async () => (await wayOut(scene, 'fusion')).open);
  const refused = await wayOut(scene, 'fusion');
  const waiting = await holds.count(...open);
  const shown = await shownWaiting(scene);

  say('The ERP answers 503 …');
  const unavailableBefore = erp.met.unavailable;
  erp.faults.unavailable = true;
  await erp.start();
  const unavailable = await backlog(load, orders, 0.8);
  await until('the hub to hear 503', async () => (await wayOut(scene, 'fusion')).lastError.includes('503'));
  const most = await holds.count(...open);
  const meanwhile = holds.effects().length - effects;
  erp.faults.unavailable = false;

  return {
    injected: {
      'refused connections that the hub noted': Number(refused.lastError.includes('ECONNREFUSED')),
      'requests answered 503': erp.met.unavailable - unavailableBefore,
    },
    counted: {
      'deliveries a second before': before,
      '  while connections were refused': refusing,
      '  while everything was answered 503': unavailable,
      'holds that waited while connections were refused': waiting,
      '  as people were shown': shown,
      'holds that waited in the end': most,
    },
    checked: [
      exactly('refused connections that the hub noted', Number(refused.lastError.includes('ECONNREFUSED')), 1),
      atLeast('requests answered 503', erp.met.unavailable - unavailableBefore, 1),
      exactly('holds that waited', most, 2 * orders),
      exactly('holds shown as waiting', shown, waiting),
      exactly('effects at the ERP meanwhile', meanwhile, 0),
    ],
  };
}

/** Takes the ERP away in the middle of change orders, and checks that nothing waited but what was for it. */
export function erpDown(scene: Scene, options: OutageOptions): Promise<Report> {
  return underLoad(scene, { ...options, scenario: 'erp-down' }, (load) => outage(scene, load, options));
}

/** `npm run chaos -- erp-down`: the ERP is not there, and then answers 503. */
export const erpDownScenario: Scenario = {
  what: [
    'Takes the ERP away in the middle of change orders: it refuses connections, and then answers 503. What others tell must be',
    'taken in meanwhile, what waits must be shown, and afterwards everything must be confirmed in order, once.',
  ],
  numbers: {
    orders: { value: 10, means: 'change orders before, while it refuses, and while it answers 503' },
    deliveries: { value: 30_000, means: 'requests in all, a third as many messages' },
    seed: { value: 1, means: 'of all chance' },
  },
  roles: ['all', 'all'],
  invoices: 60,
  run: (scene, { orders = 10, deliveries = 0, seed = 1 }, say) => erpDown(scene, { orders, deliveries, seed, say }),
};
