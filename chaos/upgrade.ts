import { setTimeout as wait } from 'node:timers/promises';
import type { DataSource } from 'typeorm';
import { Chance } from '../sandbox/firm/chance.ts';
import { readConfig } from '../src/config.ts';
import { asOwner } from '../src/database.ts';
import type { Checked } from '../src/invariants/checked.ts';
import { canonicalState, Messages } from './deliveries.ts';
import { healthOf } from './health.ts';
import { Holds } from './holds.ts';
import { type Build, type HubProcess, thisBuild } from './hub-process.ts';
import { askAlong } from './queries.ts';
import { allHeard, comesAbout, waitingAt, waitingWork } from './quiet.ts';
import { atLeast, exactly, listed, type Report } from './report.ts';
import { buildOf, revisionBefore } from './revision.ts';
import type { Scenario } from './scenario.ts';
import type { Scene } from './scene.ts';
import { type Sent, shuffledThrice, startSending } from './sending.ts';
import { signIn } from './subscriber.ts';
import { acknowledgedOf, verdictOf } from './verdict.ts';

/** Under how much hubs are upgraded. */
interface UpgradeOptions {
  /** Deliveries a second. */
  rate: number;
  /** How long the load goes on before, between and after the restarts. */
  seconds: number;
  seed: number;
  say: (line: string) => void;
}

const patienceMs = 600_000;
const tickMs = 100;
const lotSize = 100;

/** What was sent, lot by lot. */
interface Lot {
  messages: Messages;
  sent: Sent;
}

/** Sends one lot of messages after the other, so many requests a second, until the signal says so. */
async function sendAlong(scene: Scene, { rate, seed }: UpgradeOptions, over: AbortSignal): Promise<Lot[]> {
  const lots: Lot[] = [];
  while (!over.aborted) {
    const messages = new Messages(lotSize, `upgrade${lots.length}`);
    const order = shuffledThrice(messages.count, new Chance(seed + lots.length));
    const { sent, allow, done } = startSending(messages, order, scene.answering);
    for (let allowed = 0; allowed < order.length; ) {
      allowed += over.aborted ? order.length : Math.ceil((rate * tickMs) / 1000);
      allow(allowed);
      await wait(tickMs);
    }
    await done;
    lots.push({ messages, sent });
  }
  return lots;
}

/** Which migrations have run. */
async function migrated({ environment }: Scene): Promise<string[]> {
  const asked = (owner: DataSource) => owner.query('select m.name from migrations m order by m.id');
  const rows: { name: string }[] = await asOwner(readConfig({ ...environment }), asked);
  return rows.map(({ name }) => name);
}

/** How a hub that was told to stop did. */
interface Stopped {
  build: Build;
  code: number | null;
  seconds: number;
}

type Step = readonly [hub: HubProcess, from: Build, to: Build];

/** Restarts a hub from another build while the other works, and lets both work for a while. */
async function restart([hub, old, build]: Step, { seconds, say }: UpgradeOptions): Promise<Stopped> {
  const told = performance.now();
  const code = await hub.stop();
  const stopped = { build: old, code, seconds: (performance.now() - told) / 1000 };
  say(`A hub stopped with ${code} in ${stopped.seconds.toFixed(1)} s; starting it from ${build.name} …`);
  await hub.start(0, build);
  await wait(seconds * 1000);
  return stopped;
}

/**
 * Takes one hub after the other to this build, then the last one back and there again, with a change order before each
 * restart and one after the last.
 */
async function rollOver(scene: Scene, holds: Holds, options: UpgradeOptions): Promise<Stopped[]> {
  const [first, second] = scene.hubs as readonly [HubProcess, HubProcess];
  const steps: readonly Step[] = [
    [first, scene.build, thisBuild],
    [second, scene.build, thisBuild],
    [second, thisBuild, scene.build],
    [second, scene.build, thisBuild],
  ];
  const stops: Stopped[] = [];
  await wait(options.seconds * 1000);
  for (const step of steps) {
    holds.sign(1);
    stops.push(await restart(step, options));
  }
  holds.sign(1);
  return stops;
}

/** What the hubs were told last, and what they hold of each lot. */
async function lotsHeld(scene: Scene, lots: readonly Lot[]): Promise<Checked> {
  const wrong: string[] = [];
  for (const { messages } of lots) {
    const { hash } = await canonicalState(scene.hub, messages.name);
    if (hash !== messages.expected().hash) wrong.push(messages.name);
  }
  return listed('I3 lots of messages that are held otherwise than told', wrong, []);
}

/** The schema that each hub says its code is of. */
function schemas({ hubs }: Scene): Promise<string[]> {
  return Promise.all(hubs.map(async (hub) => (await healthOf(hub))?.schema ?? 'an older one that does not say'));
}

async function toRest(scene: Scene, holds: Holds): Promise<void> {
  const { hub, subscribers } = scene;
  const isQuiet = async () =>
    (await holds.count('confirmed')) >= holds.signed &&
    (await waitingWork(hub)) === 0 &&
    (await allHeard(hub, subscribers));
  await comesAbout('everything to be worked off and heard', isQuiet, patienceMs, () => waitingAt(hub));
}

const codesOf = (stops: readonly Stopped[]) => stops.map(({ code }) => String(code));
const sumOf = (counts: readonly number[]) => counts.reduce((sum, each) => sum + each, 0);

/** Upgrades two hubs one after the other while messages come and people ask, and sees that nobody notices. */
async function upgrade(scene: Scene, options: UpgradeOptions): Promise<Report> {
  const { seed, say } = options;
  const started = performance.now();
  const before = await migrated(scene);
  const newest = scene.hub.migrations.at(-1)?.constructor.name;
  const holds = await Holds.of(scene);
  const cookie = await signIn(scene.hubs[0]?.url() ?? '', 'executive', scene.demoKey);
  const over = new AbortController();
  const load = Promise.all([sendAlong(scene, options, over.signal), askAlong(scene.answering, cookie, over.signal)]);
  const stops = await rollOver(scene, holds, options);
  over.abort();
  const [lots, asked] = await load;
  say('Waiting until everything is worked off …');
  await toRest(scene, holds);
  const acknowledged = lots.flatMap(({ sent }) => acknowledgedOf(sent));
  const heard = scene.subscribers.map((each) => each.heard());
  const checked = await verdictOf(scene.asked, { acknowledged, effects: holds.effects(), heard });
  const all = lots.map(({ sent }) => sent);
  return {
    scenario: 'upgrade',
    seed,
    injected: {
      'restarts from another build': stops.length,
      'migrations under load': (await migrated(scene)).length - before.length,
      'deliveries sent and acknowledged': sumOf(acknowledged.map(({ times }) => times)),
      'change orders': holds.signed,
    },
    counted: {
      from: scene.build.name,
      'exit codes of that': codesOf(stops.filter(({ build }) => build !== thisBuild)).join(', '),
      'slowest stop, seconds': Math.max(...stops.map((each) => each.seconds)).toFixed(1),
      'queries answered': asked.answered,
      'slowest answer, ms, all attempts included': asked.slowestMs,
      'queries sent to the other hub': asked.refused,
      'deliveries sent to the other hub': sumOf(all.map(({ refused, unanswered }) => refused + unanswered)),
    },
    checked: [
      ...checked,
      await lotsHeld(scene, lots),
      ...(await holds.asMeant()),
      listed('exit codes of this build', codesOf(stops.filter(({ build }) => build === thisBuild)), ['0']),
      listed('queries that failed', asked.failed, []),
      atLeast('queries answered', asked.answered, 1),
      exactly('answers that no sender tries again after', sumOf(all.map(({ wrong }) => wrong.length)), 0),
      exactly('positions that a subscriber got twice', sumOf(scene.subscribers.map(({ repeats }) => repeats)), 0),
      listed('schema that the hubs are of', await schemas(scene), newest === undefined ? [] : [newest]),
    ],
    seconds: (performance.now() - started) / 1000,
  };
}

/** `npm run chaos -- upgrade`. */
export const upgradeScenario: Scenario = {
  what: [
    'Two hubs of an older revision, which is built here, are upgraded to this build one after the other while signed webhooks',
    'come, people ask and change orders are signed; then one goes back and there again. No request may fail for who asks the',
    'other hub again, nothing may be lost or done twice, and subscribers hear the feed once.',
  ],
  numbers: {
    rate: { value: 30, means: 'deliveries a second' },
    seconds: { value: 5, means: 'how long both work after each restart' },
    seed: { value: 1, means: 'of all chance' },
  },
  words: { from: { means: 'the revision to upgrade from (the one before the newest migration)' } },
  roles: ['all', 'all'],
  invoices: 6,
  build({ folder, environment }, { from }, say) {
    const revision = from ?? revisionBefore();
    say(`Building ${revision} …`);
    return buildOf(revision, `${folder}/revision`, environment);
  },
  run: (scene, { rate = 1, seconds = 1, seed = 1 }, say) => upgrade(scene, { rate, seconds, seed, say }),
};
