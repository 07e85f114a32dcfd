import { dataSource } from '../ormconfig.ts';
import { transaction } from '../src/entities/sql.ts';
import type { Checked } from '../src/invariants/checked.ts';
import { acknowledgedIsKept } from '../src/invariants/intake.ts';
import { askOnce, type Cluster, ownCluster } from './cluster.ts';
import { epochOf } from './epoch.ts';
import { allLive } from './health.ts';
import { hasPatroni, patroniCluster } from './patroni.ts';
import { atLeast, exactly, type Report } from './report.ts';
import type { GroundedScenario } from './scenario.ts';
import type { Scene } from './scene.ts';
import { acknowledgedBy, type Sending } from './sending.ts';
import { type Load, underLoad } from './under-load.ts';
import { acknowledgedOf } from './verdict.ts';

/** How much is sent, and what is done before the primary dies. */
export interface FailoverOptions {
  deliveries: number;
  /** Change orders signed before the failover, and as many after it. */
  orders: number;
  /** How many commits lose their wait for the standby before the primary dies. */
  cancels: number;
  seed: number;
  say: (line: string) => void;
}

/**
 * Cancels the wait of commits that the standby does not confirm, until so many had taken deliveries in. The server answers
 * each that it is committed.
 */
async function cancelWaits(cluster: Cluster, load: Load, count: number): Promise<void> {
  let cancelled = 0;
  await load.until(`${count} commits to wait for the standby`, async () => {
    const rows = await askOnce<{ intake: boolean; done: boolean }>(
      cluster.primaryUrl(),
      `select a.query like '%inbox_seen%' as intake, pg_cancel_backend(a.pid) as done from pg_stat_activity a
        where a.wait_event = 'SyncRep' and a.application_name = 'throughline hub'`,
    );
    cancelled += rows.filter(({ intake, done }) => intake && done).length;
    return cancelled >= count;
  });
}

/** How many deliveries a server has counted. */
async function known(url: string, cell: string): Promise<number> {
  const [row] = await askOnce<{ count: number }>(
    url,
    `select coalesce(sum(s.deliveries), 0)::int as count from ${cell}.inbox_seen s`,
  );
  return row?.count ?? 0;
}

/** Whether what was acknowledged is on a server, asked before anybody can send it there again. */
async function keptAt(url: string, cell: string, sending: Sending): Promise<Checked> {
  const database = await dataSource({ url, role: 'throughline_hub', cell, poolSize: 1 }).initialize();
  try {
    const kept = await transaction(database, (sql) => acknowledgedIsKept(sql, acknowledgedOf(sending.sent)));
    return { ...kept, check: 'acknowledged messages on the new primary, before it is used' };
  } finally {
    await database.destroy();
  }
}

/** Kills the primary under load and has the standby take over. */
async function takeOver(scene: Scene, cluster: Cluster, load: Load, wanted: number) {
  const cancels = cluster.stall === undefined ? 0 : wanted;
  if (cancels > 0) {
    cluster.stall?.();
    await cancelWaits(cluster, load, cancels);
  }
  const { cell } = scene.asked;
  const before = await known(cluster.primaryUrl(), cell);
  const died = performance.now();
  const killed = await cluster.killPrimary();
  await cluster.promoted();
  const promoted = performance.now();
  const url = cluster.primaryUrl();
  const kept = await keptAt(url, cell, load.sending);
  const gone = before - (await known(url, cell));
  const asking = performance.now() - promoted;
  cluster.follow();
  await load.sending.reached(acknowledgedBy(load.sending) + 1);
  // What was asked of the new primary before it was used is no part of the outage.
  const outage = performance.now() - died - asking;
  // Without cancelled commits the difference depends on what was under way in that moment.
  const alone = cancels > 0 ? [atLeast('deliveries counted by the dead primary alone', gone, 1)] : [];
  return { killed, cancels, checked: [kept, ...alone], outage, promotion: promoted - died };
}

const seconds = (ms: number) => (ms / 1000).toFixed(1);

/** Kills the primary of the hubs' database under load, and sees that the standby has everything that was acknowledged. */
export function failover(scene: Scene, cluster: Cluster, options: FailoverOptions): Promise<Report> {
  const { orders, deliveries, say } = options;
  return underLoad(scene, { scenario: 'failover', ...options }, async (load) => {
    const { sending, holds } = load;
    const epoch = await epochOf(scene);
    say('Working …');
    const rate = await load.takenIn(1 / 4);
    sending.allow(deliveries);
    await sending.reached(Math.floor(deliveries / 2));
    holds.sign(orders);
    say('Killing the primary …');
    const { killed, cancels, checked, outage, promotion } = await takeOver(scene, cluster, load, options.cancels);
    say(`The hubs work again, ${seconds(outage)} s after the kill.`);
    await load.until('an epoch to begin', async () => (await epochOf(scene)) > epoch);
    holds.sign(orders);
    return {
      injected: {
        'primaries killed (SIGKILL)': 1,
        'processes that died with it': killed,
        'waits for the standby cancelled': cancels,
      },
      counted: {
        'the standby was promoted by': cluster.promotedBy,
        'promoted after the kill, seconds': seconds(promotion),
        'outage from the kill to the next 2xx, seconds': seconds(outage),
        'deliveries a second before': rate,
      },
      checked: [
        ...checked,
        exactly('epochs begun', (await epochOf(scene)) - epoch, 1),
        exactly('servers that take writes', await cluster.primaries(), 1),
        allLive(scene),
      ],
    };
  });
}

const missing = 'Patroni, etcd and a Postgres are not on this machine (Debian: patroni etcd-server postgresql).';

/** Who has the standby take over: as it was chosen, or Patroni when it is there. */
function clusterBy(by: string | undefined, say: (line: string) => void): Promise<Cluster> {
  if (by === 'itself') return ownCluster();
  if (hasPatroni()) return patroniCluster();
  if (by === 'patroni') throw new Error(missing);
  say(`${missing} The scenario has the standby take over by itself.`);
  return ownCluster();
}

/** `npm run chaos -- failover`. */
export const failoverScenario: GroundedScenario = {
  what: [
    'Two hubs on a Postgres with a synchronous standby. The wait for the standby is cancelled for some commits, then the primary is',
    'killed with all of its processes (SIGKILL) and the standby promoted; the hubs reach it by an address that follows the',
    'primary. Nothing that was acknowledged may be missing there, and the hubs go on by themselves. The outage is printed.',
  ],
  numbers: {
    deliveries: { value: 102_000, means: 'requests in all, a third as many messages' },
    orders: { value: 5, means: 'change orders before the failover, and as many after it' },
    cancels: { value: 50, means: 'commits that lose their wait for the standby' },
    seed: { value: 1, means: 'of all chance' },
  },
  roles: ['all', 'all'],
  invoices: 10,
  words: { by: { of: ['patroni', 'itself'], means: 'who has the standby take over: patroni when it is there' } },
  async ground({ by }, say) {
    const cluster = await clusterBy(by, say);
    return {
      url: cluster.url,
      leave: cluster.close,
      run: (scene, { deliveries = 0, orders = 0, cancels = 0, seed = 1 }, say) =>
        failover(scene, cluster, { deliveries, orders, cancels, seed, say }),
    };
  },
};
