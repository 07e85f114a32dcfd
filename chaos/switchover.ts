import type { SystemRow } from '../src/views/systems.ts';
import { type OwnCluster, ownCluster } from './cluster.ts';
import { epochOf } from './epoch.ts';
import { allLive } from './health.ts';
import { exactly, type Report } from './report.ts';
import type { GroundedScenario } from './scenario.ts';
import type { Scene } from './scene.ts';
import { acknowledgedBy } from './sending.ts';
import { doctor, throughline } from './throughline.ts';
import { type Load, underLoad } from './under-load.ts';

/** How much is sent, and what is signed. */
export interface SwitchoverOptions {
  deliveries: number;
  /** Change orders signed before the freeze, and as many after it. */
  orders: number;
  seed: number;
  say: (line: string) => void;
}

const allQuiet = async (scene: Scene) => {
  const { systems } = (await throughline(scene, ['system', 'list'])) as unknown as { systems: SystemRow[] };
  const waysOut = systems.flatMap(({ ways }) => ways).filter(({ direction }) => direction === 'out');
  return waysOut.every(({ state, remaining }) => state === 'frozen' && remaining === 0);
};

/** Lets what leaves begin, and then nothing new any more, until all of it is through. */
async function freeze(scene: Scene, load: Load, orders: number): Promise<void> {
  load.holds.sign(orders);
  await load.until(
    'a delivery to have begun',
    async () => (await load.holds.count('sending', 'sent', 'confirmed')) > 0,
  );
  await throughline(scene, ['freeze', '--reason', 'switchover']);
  await load.until('what had begun to be finished', () => allQuiet(scene));
}

const wrong = async (scene: Scene) => (await doctor(scene)).filter(({ state }) => state === 'failure');

/** Changes the primary. Returns how long nothing could be written. */
async function change(cluster: OwnCluster, { sending }: Load): Promise<number> {
  const stopped = performance.now();
  await cluster.stopPrimary();
  await cluster.promoted();
  cluster.follow();
  await sending.reached(acknowledgedBy(sending) + 1);
  return performance.now() - stopped;
}

/** Has the hubs' Postgres move to its standby by the steps of the runbook, under load. */
export function switchover(scene: Scene, cluster: OwnCluster, options: SwitchoverOptions): Promise<Report> {
  const { orders, deliveries, say } = options;
  return underLoad(scene, { scenario: 'switchover', ...options }, async (load) => {
    const epoch = await epochOf(scene);
    // Its own Postgres need not outlive a machine, and the doctor says so.
    const before = new Set((await wrong(scene)).map(({ check }) => check));
    await load.takenIn(1 / 4);
    say('Freezing …');
    await freeze(scene, load, orders);
    const left = await load.holds.count('confirmed');
    say('Switching over …');
    load.sending.allow(deliveries);
    const outage = await change(cluster, load);
    await load.until('an epoch to begin', async () => (await epochOf(scene)) > epoch);
    const found = (await wrong(scene)).filter(({ check }) => !before.has(check));
    await throughline(scene, ['thaw', '--reason', 'switched over']);
    load.holds.sign(orders);
    const { unknowns } = await load.holds.attempts();
    return {
      injected: { 'primaries stopped and replaced': 1 },
      counted: {
        'deliveries finished before it': left,
        'outage from the stop to the next 2xx, seconds': (outage / 1000).toFixed(1),
      },
      checked: [
        exactly('what the doctor finds wrong since', found.map(({ sentence }) => sentence).join(' '), ''),
        exactly('outcomes that nobody knew', unknowns, 0),
        exactly('epochs begun', (await epochOf(scene)) - epoch, 1),
        exactly('servers that take writes', await cluster.primaries(), 1),
        allLive(scene),
      ],
    };
  });
}

/** `npm run chaos -- switchover`. */
export const switchoverScenario: GroundedScenario = {
  what: [
    'Two hubs on a Postgres with a synchronous standby. What leaves for target systems is frozen, what had begun is finished, the',
    'primary is stopped and its standby promoted, and the freeze is lifted, step by step as the runbook of a controlled',
    'failover has it, while webhooks come. Nothing may be missing, and no outcome in doubt.',
  ],
  numbers: {
    deliveries: { value: 6000, means: 'requests in all, a third as many messages' },
    orders: { value: 5, means: 'change orders before the freeze, and as many after it' },
    seed: { value: 1, means: 'of all chance' },
  },
  roles: ['all', 'all'],
  invoices: 10,
  async ground() {
    const cluster = await ownCluster();
    return {
      url: cluster.url,
      leave: cluster.close,
      run: (scene, { deliveries = 0, orders = 0, seed = 1 }, say) =>
        switchover(scene, cluster, { deliveries, orders, seed, say }),
    };
  },
};
