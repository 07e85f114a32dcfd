import type { Simulator } from '../sandbox/simulator.ts';
import type { OutageOptions } from './erp-down.ts';
import { atLeast, exactly, type Report } from './report.ts';
import type { Scenario } from './scenario.ts';
import type { Scene } from './scene.ts';
import { type Load, type Trouble, underLoad } from './under-load.ts';
import { wayIn, wayOut } from './ways.ts';

/** Asks every hub for its health, again and again, until it is told to stop. */
function watchHealth({ hubs }: Scene) {
  const seen = { asked: 0, unhealthy: 0, slowestMs: 0 };
  let going = true;
  async function ask(url: string): Promise<void> {
    const began = performance.now();
    const { ok } = await fetch(`${url}/healthz`).catch(() => ({ ok: false }));
    seen.asked += 1;
    if (!ok) seen.unhealthy += 1;
    seen.slowestMs = Math.max(seen.slowestMs, Math.round(performance.now() - began));
  }
  async function watch(): Promise<void> {
    while (going) {
      await Promise.all(hubs.map((each) => ask(each.url() ?? '')));
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
  }
  const watching = watch();
  return async () => {
    going = false;
    await watching;
    return seen;
  };
}

const hung = (systems: readonly Simulator[]) => systems.map(({ met }) => ({ hung: met.hung, givenUp: met.givenUp }));

/** Whether the hub noted of a way that a request had got no answer in time, and lets nothing through any more. */
const shut = ({ open, lastError }: { open: boolean; lastError: string }) => open && lastError.includes('abort');

async function silence(scene: Scene, load: Load, { orders, say }: OutageOptions): Promise<Trouble> {
  const { holds, takenIn, until } = load;
  const { erp, psa } = scene.world.simulators;
  const systems = [erp, psa];
  holds.sign(orders);
  const before = await takenIn(0.3);
  await until('the first holds', async () => (await holds.count('confirmed')) === holds.signed);

  say('The ERP and the PSA take every request and answer none …');
  const already = hung(systems);
  const health = watchHealth(scene);
  for (const { faults } of systems) faults.hangs = true;
  holds.sign(orders);
  const during = await takenIn(0.8);
  // What the CRM says is read all the while, or there would be no holds to wait.
  await until('the holds to wait', async () => (await holds.count('ready', 'sending', 'unknown')) === orders);
  await until('the way out to the ERP to be shut', async () => shut(await wayOut(scene, 'fusion')));
  await until('the way in from the PSA to be shut', async () => shut(await wayIn(scene, 'certinia')));
  const seen = await health();
  for (const { faults } of systems) faults.hangs = false;
  await until('every request that hung to be given up', async () =>
    hung(systems).every((now) => now.hung === now.givenUp),
  );
  const [ofErp = 0, ofPsa = 0] = hung(systems).map((now, at) => now.hung - (already[at]?.hung ?? 0));
  return {
    injected: { 'requests that the ERP left hanging': ofErp, 'requests that the PSA left hanging': ofPsa },
    counted: {
      'deliveries a second before': before,
      '  while two systems hung': during,
      "answers about the hubs' health": seen.asked,
      '  the slowest, in ms': seen.slowestMs,
    },
    checked: [
      atLeast('requests that the ERP left hanging', ofErp, 1),
      atLeast('requests that the PSA left hanging', ofPsa, 1),
      atLeast("answers about the hubs' health", seen.asked, 1),
      exactly('hubs found unhealthy', seen.unhealthy, 0),
    ],
  };
}

/** Has two systems take every request and answer none, and checks that the others do not notice. */
export function blackhole(scene: Scene, options: OutageOptions): Promise<Report> {
  return underLoad(scene, { ...options, scenario: 'blackhole' }, (load) => silence(scene, load, options));
}

/** `npm run chaos -- blackhole`: two systems that take every request and answer none. */
export const blackholeScenario: Scenario = {
  what: [
    'Has the ERP and the PSA take every request and answer none. The hubs must give each up by their own limit, stay healthy,',
    'go on with all other systems, and catch up afterwards.',
  ],
  numbers: {
    orders: { value: 10, means: 'change orders before, and so many meanwhile' },
    deliveries: { value: 30_000, means: 'requests in all, a third as many messages' },
    seed: { value: 1, means: 'of all chance' },
  },
  roles: ['all', 'all'],
  invoices: 60,
  run: (scene, { orders = 10, deliveries = 0, seed = 1 }, say) => blackhole(scene, { orders, deliveries, seed, say }),
};
