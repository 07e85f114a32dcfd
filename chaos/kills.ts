import { Chance } from '../sandbox/firm/chance.ts';
import { transaction } from '../src/entities/sql.ts';
import { type Acknowledged, acknowledgedIsKept } from '../src/invariants/intake.ts';
import { canonicalState, Messages, timekeeper } from './deliveries.ts';
import { holdsAtErp, signNext } from './holds.ts';
import type { HubProcess } from './hub-process.ts';
import { allHeard, holds, waitingWork } from './quiet.ts';
import { exactly, type Report } from './report.ts';
import type { Scenario } from './scenario.ts';
import type { Scene } from './scene.ts';
import { type Sending, shuffledThrice, startSending } from './sending.ts';
import { acknowledgedOf, verdictOf } from './verdict.ts';

/** How much is sent and killed. */
export interface KillsOptions {
  kills: number;
  /** Requests in all: each message is sent three times. */
  deliveries: number;
  seed: number;
  say: (line: string) => void;
}

// Far longer than the slowest machine needs: only what never comes about is a failure.
const patienceMs = 600_000;

/** The acknowledgements that have come since the last time this was asked. */
function sinceLast(sending: Sending): () => Acknowledged[] {
  const seen = new Map<string, number>();
  return () => {
    const fresh = [...sending.sent.acknowledged].filter(([id, times]) => seen.get(id) !== times);
    for (const [id, times] of fresh) seen.set(id, times);
    return fresh.map(([id, times]) => ({ system: timekeeper.name, id, times }));
  };
}

interface Killed {
  byHub: number[];
  amended: number;
  /** What had been acknowledged before a kill and was not there right after it. */
  lost: string[];
}

async function killAndSee(scene: Scene, victim: HubProcess, fresh: () => Acknowledged[]): Promise<string[]> {
  await victim.kill();
  // At once: what is sent again later would mend what was lost.
  const kept = await transaction(scene.hub, (sql) => acknowledgedIsKept(sql, fresh()));
  await victim.start();
  return [...kept.broken];
}

/** Kills one hub after the other, each at a moment of chance between two points of what is sent. */
async function killAll(scene: Scene, sending: Sending, total: number, options: KillsOptions): Promise<Killed> {
  const { kills, seed, say } = options;
  const chance = new Chance(seed + 1);
  const fresh = sinceLast(sending);
  const killed: Killed = { byHub: scene.hubs.map(() => 0), amended: 0, lost: [] };
  for (let kill = 0; kill < kills; kill += 1) {
    // What comes next is sent meanwhile, but no more: the kills are to meet the hubs at work until the last.
    sending.allow(Math.ceil(((kill + 2) / (kills + 1)) * total));
    await sending.reached(Math.floor(((kill + chance.next()) / (kills + 1)) * total));
    if (signNext(scene, killed.amended)) killed.amended += 1;
    const at = chance.whole(0, scene.hubs.length - 1);
    killed.lost.push(...(await killAndSee(scene, scene.hubs[at] as HubProcess, fresh)));
    killed.byHub[at] = (killed.byHub[at] as number) + 1;
    if ((kill + 1) % 10 === 0) say(`  ${kill + 1} of ${kills} kills`);
  }
  sending.allow(total);
  return killed;
}

async function held({ hub }: Scene): Promise<number> {
  const [row] = await hub.query(`select count(*)::int as count from outbox o where o.state = 'confirmed'`);
  return row.count;
}

/** Waits until everything is worked off and heard. Returns what did not come about. */
async function drained(scene: Scene, amended: number): Promise<string[]> {
  const { hub, subscribers } = scene;
  const steps: [what: string, check: () => Promise<boolean>][] = [
    [`${amended} holds to be confirmed`, async () => (await held(scene)) >= amended],
    ['everything to be worked off', async () => (await waitingWork(hub)) === 0],
    ['every subscriber to hear the end', () => allHeard(hub, subscribers)],
  ];
  for (const [what, check] of steps) if (!(await holds(check, patienceMs))) return [what];
  return [];
}

async function messagesKept({ hub }: Scene): Promise<number> {
  const [row] = await hub.query(
    `select count(*)::int as count from inbox i where i.system = $1 and i.type = 'record' and i.state <> 'parked'`,
    [timekeeper.name],
  );
  return row.count;
}

/** Asks every invariant of the drained hubs. */
async function verdict(scene: Scene, sending: Sending, messages: Messages, killed: Killed): Promise<Report['checked']> {
  const acknowledged = acknowledgedOf(sending.sent);
  const effects = holdsAtErp(scene);
  const heard = scene.subscribers.map((each) => each.heard());
  const expected = messages.expected();
  const state = await canonicalState(scene.hub);
  const checked = await verdictOf(scene.asked, { acknowledged, effects, heard });
  return [
    ...checked,
    {
      id: 'I1',
      check: 'acknowledged messages after each kill',
      fine: 'all were in the inbox',
      bad: 'were acknowledged and gone',
      broken: killed.lost,
    },
    exactly('I3 records told', state.count, expected.count),
    exactly('I3 hash of what was told', state.hash, expected.hash),
    exactly('messages in the inbox', await messagesKept(scene), messages.count),
    exactly('holds confirmed', await held(scene), killed.amended),
    exactly('effects at the targets', effects.length, killed.amended),
    exactly('answers that no sender tries again after', sending.sent.wrong.length, 0),
  ];
}

/** Sends signed webhooks to several hubs while they are killed, and checks in the end that it made no difference. */
export async function kills(scene: Scene, options: KillsOptions): Promise<Report> {
  const { seed, say } = options;
  const started = performance.now();
  const messages = new Messages(Math.ceil(options.deliveries / 3));
  const order = shuffledThrice(messages.count, new Chance(seed));
  say(`Sending ${order.length} deliveries of ${messages.count} messages to ${scene.hubs.length} hubs …`);
  const sending = startSending(messages, order, scene.hubs);
  const killed = await killAll(scene, sending, order.length, options);
  await sending.done;
  say('Waiting until everything is worked off …');
  const missing = await drained(scene, killed.amended);
  const checked = await verdict(scene, sending, messages, killed);
  const [{ last }] = await scene.hub.query('select s.last_pos::int as last from sequencer s');
  const closes = scene.subscribers.flatMap((each) => [...each.closes.values()]);
  return {
    scenario: 'kills',
    seed,
    injected: {
      'kills (SIGKILL)': killed.byHub.reduce((one, other) => one + other, 0),
      ...Object.fromEntries(killed.byHub.map((count, at) => [`  of hub ${at + 1}`, count])),
      'deliveries sent and acknowledged': order.length,
      'different messages': messages.count,
      'change orders that hold an invoice': killed.amended,
    },
    counted: {
      'attempts without an answer, made again': sending.sent.unanswered,
      'attempts answered 5xx or 429, made again': sending.sent.refused,
      'sockets of subscribers that ended': closes.reduce((one, other) => one + other, 0),
      'entries in the feed': last,
    },
    checked: [...checked, exactly('what never came about', missing.join(', '), '')],
    seconds: (performance.now() - started) / 1000,
  };
}

/** `npm run chaos -- kills`. */
export const killsScenario: Scenario = {
  what: [
    'Two hubs on one Postgres of its own, over the simulated firm. Signed webhooks, each sent three times and shuffled,',
    'while a hub is killed (SIGKILL) and started again at random moments; change orders make invoices be held at the ERP',
    'meanwhile, and two subscribers listen. Then everything is drained and each invariant is checked exactly.',
  ],
  numbers: {
    kills: { value: 200, means: 'how many' },
    deliveries: { value: 300_000, means: 'requests in all, a third as many messages' },
    seed: { value: 1, means: 'of all chance' },
  },
  roles: ['all', 'all'],
  invoices: 20,
  run: (scene, { kills: count = 0, deliveries = 0, seed = 1 }, say) =>
    kills(scene, { kills: count, deliveries, seed, say }),
};
