import { setTimeout as wait } from 'node:timers/promises';
import { Chance } from '../sandbox/firm/chance.ts';
import { createToken } from '../src/access/tokens.ts';
import { transaction } from '../src/entities/sql.ts';
import { canonicalState, Messages } from './deliveries.ts';
import { healthOf } from './health.ts';
import type { HubProcess } from './hub-process.ts';
import { allHeard, holds, waitingWork } from './quiet.ts';
import { exactly, type Report } from './report.ts';
import type { Scenario } from './scenario.ts';
import type { Scene } from './scene.ts';
import { shuffledThrice, startSending } from './sending.ts';
import { openSilent, type Silent } from './silent.ts';
import { Subscriber } from './subscriber.ts';
import { acknowledgedOf, verdictOf } from './verdict.ts';

/** How large the crowd is, and what is done to it. */
export interface SubscribersOptions {
  clients: number;
  /** How many of them never read what they ask for; half of those ask for more all the time. */
  silent: number;
  kills: number;
  deliveries: number;
  seed: number;
  say: (line: string) => void;
}

const patienceMs = 600_000;
const lookEveryMs = 200;
const floodPings = 600;
/** What a hub may need more than before the crowd came: its own work takes most of that. */
const mostGrowthMegabytes = 400;

/** A token of the whole group. Each client has its own: so many sockets are more than one principal may have. */
async function tokenOf(scene: Scene, name: string): Promise<string> {
  const expiresAt = new Date(Date.now() + 24 * 3_600_000);
  const wanted = { name, roles: ['executive'] as const, legalEntityIds: null, expiresAt };
  const { token } = await transaction(scene.hub, (sql) => createToken(sql, wanted, 'chaos'));
  return `Bearer ${token}`;
}

async function openCrowd(scene: Scene, count: number): Promise<Subscriber[]> {
  const crowd: Subscriber[] = [];
  for (let place = 1; place <= count; place += 1) {
    const name = `client ${place}`;
    const hubs = place % 2 === 0 ? scene.hubs : scene.hubs.toReversed();
    crowd.push(new Subscriber(name, hubs, { authorization: await tokenOf(scene, name) }));
  }
  await Promise.all(crowd.map((each) => each.start()));
  return crowd;
}

/** Cuts a client's socket every 0.2 to 2 s, until the signal. Returns how often. */
async function cutOften(client: Subscriber, chance: Chance, signal: AbortSignal): Promise<number> {
  for (let cuts = 0; ; cuts += 1) {
    await wait(chance.whole(200, 2000), undefined, { signal }).catch(() => {});
    if (signal.aborted) return cuts;
    client.cut();
  }
}

/** The most memory that a hub has needed, looked at until the signal. */
async function mostMemory(hub: HubProcess, signal: AbortSignal): Promise<number> {
  for (let most = 0; ; ) {
    most = Math.max(most, (await healthOf(hub))?.memoryMegabytes ?? 0);
    if (signal.aborted) return most;
    await wait(lookEveryMs, undefined, { signal }).catch(() => {});
  }
}

/** Kills all hubs but the first, whose memory is looked at, one after the other at points of what is sent. */
async function killSome({ hubs }: Scene, reached: (share: number) => Promise<void>, kills: number): Promise<number> {
  const victims = hubs.slice(1);
  for (let kill = 0; kill < kills; kill += 1) {
    await reached((kill + 0.5) / kills);
    const victim = victims[kill % victims.length] as HubProcess;
    await victim.kill();
    await victim.start();
  }
  return kills;
}

interface Disturbed {
  cuts: number;
  kills: number;
  memory: { before: number; most: number };
}

async function disturb(
  scene: Scene,
  crowd: readonly Subscriber[],
  sending: Promise<void>,
  work: {
    reached: (share: number) => Promise<void>;
    kills: number;
    seed: number;
    before: number;
  },
): Promise<Disturbed> {
  const over = new AbortController();
  const cutting = crowd.map((each, place) => cutOften(each, new Chance(work.seed + place), over.signal));
  const looking = mostMemory(scene.hubs[0] as HubProcess, over.signal);
  const kills = await killSome(scene, work.reached, work.kills);
  await sending;
  over.abort();
  const cuts = (await Promise.all(cutting)).reduce((one, other) => one + other, 0);
  return { cuts, kills, memory: { before: work.before, most: await looking } };
}

async function openSockets({ hubs }: Scene): Promise<number> {
  const all = await Promise.all(hubs.map(healthOf));
  return all.reduce((sum, health) => sum + (health?.sockets ?? Number.NaN), 0);
}

/** Waits until all is worked off and heard, and nobody has a socket who does not read. Returns what did not come about. */
async function settled(scene: Scene, crowd: readonly Subscriber[]): Promise<string> {
  const listening = [...scene.subscribers, ...crowd];
  const steps: [what: string, check: () => Promise<boolean>][] = [
    ['everything to be worked off', async () => (await waitingWork(scene.hub)) === 0],
    ['every client to hear the end', () => allHeard(scene.hub, listening)],
    ['no sockets but of those who read', async () => (await openSockets(scene)) === listening.length],
  ];
  for (const [what, check] of steps) if (!(await holds(check, patienceMs))) return what;
  return '';
}

/** Follows the feed with a crowd of clients that are cut off, never read or flood, while hubs are killed. */
export async function subscribers(scene: Scene, options: SubscribersOptions): Promise<Report> {
  const { seed, say } = options;
  const started = performance.now();
  const first = scene.hubs[0] as HubProcess;
  const before = (await healthOf(first))?.memoryMegabytes ?? 0;
  say(`Opening ${options.clients} clients, and ${options.silent} that will not read …`);
  const crowd = await openCrowd(scene, options.clients);
  const silent: Silent[] = [];
  for (let place = 1; place <= options.silent; place += 1) {
    const token = await tokenOf(scene, `silent ${place}`);
    silent.push(await openSilent(first.url() as string, token, undefined));
  }
  const messages = new Messages(Math.ceil(options.deliveries / 3), 'subscribers');
  const order = shuffledThrice(messages.count, new Chance(seed));
  const sending = startSending(messages, order, scene.hubs);
  sending.allow(order.length);
  for (const each of silent.slice(0, Math.ceil(silent.length / 2))) each.ask(floodPings);
  const reached = (share: number) => sending.reached(Math.floor(share * order.length));
  const done = await disturb(scene, crowd, sending.done, { reached, kills: options.kills, seed, before });
  say('Waiting until everything is worked off and heard …');
  const missing = await settled(scene, crowd);
  const codes = await Promise.all(silent.map((each) => each.wakes()));
  const heard = [...scene.subscribers, ...crowd].map((each) => each.heard());
  const told = { acknowledged: acknowledgedOf(sending.sent), heard };
  const checked = await verdictOf(scene.asked, told, patienceMs / 10);
  for (const each of crowd) await each.stop();
  const state = await canonicalState(scene.hub, 'subscribers');
  const growth = done.memory.most - done.memory.before;
  return {
    scenario: 'subscribers',
    seed,
    injected: {
      'clients that listen': crowd.length,
      'clients that never read': silent.length,
      'sockets cut': done.cuts,
      'kills (SIGKILL)': done.kills,
      'deliveries sent and acknowledged': order.length,
    },
    counted: {
      'sockets of clients that ended': crowd.flatMap(({ closes }) => [...closes.values()]).reduce((a, b) => a + b, 0),
      'entries that each had to hear, at least': Math.min(...heard.map(({ positions }) => positions.size)),
      'memory of the hub before, megabytes': done.memory.before,
      'memory of the hub at most, megabytes': done.memory.most,
    },
    checked: [
      ...checked,
      exactly('I3 hash of what was told', state.hash, messages.expected().hash),
      exactly(
        'clients that never read and still have their socket',
        codes.filter((code) => code === undefined).length,
        0,
      ),
      exactly(
        `memory grew by at most ${mostGrowthMegabytes} megabytes`,
        growth <= mostGrowthMegabytes ? 'yes' : `no: ${growth}`,
        'yes',
      ),
      exactly('what never came about', missing, ''),
    ],
    seconds: (performance.now() - started) / 1000,
  };
}

/** `npm run chaos -- subscribers`. */
export const subscribersScenario: Scenario = {
  what: [
    'A crowd follows the feed of two hubs: sockets are cut every 0.2 to 2 s, some clients never read, half of those ask for',
    'more all the time, and a hub is killed (SIGKILL) now and then. What each client got over all of its connections must be',
    'the feed, who does not read must lose the socket, and the memory of the hub that is not killed is looked at.',
  ],
  numbers: {
    clients: { value: 200, means: 'how many listen' },
    silent: { value: 10, means: 'how many more never read' },
    kills: { value: 6, means: 'how many' },
    deliveries: { value: 9000, means: 'requests in all, a third as many messages' },
    seed: { value: 1, means: 'of all chance' },
  },
  roles: ['all', 'all'],
  invoices: 1,
  run: (scene, { clients = 0, silent = 0, kills = 0, deliveries = 0, seed = 1 }, say) =>
    subscribers(scene, { clients, silent, kills, deliveries, seed, say }),
};
