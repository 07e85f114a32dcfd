import { Chance } from '../sandbox/firm/chance.ts';
import type { Checked } from '../src/invariants/checked.ts';
import { canonicalState, Messages, timekeeper } from './deliveries.ts';
import { Holds } from './holds.ts';
import { allHeard, comesAbout, waitingWork } from './quiet.ts';
import { exactly, type Report } from './report.ts';
import type { Scene } from './scene.ts';
import { acknowledgedBy, type Sending, shuffledThrice, startSending } from './sending.ts';
import { acknowledgedOf, verdictOf } from './verdict.ts';

// Far longer than the slowest machine needs: only what never comes about is a failure.
const patienceMs = 300_000;
// However much is sent.
const sendingMs = 3_600_000;

/** How much is sent, under which name. */
export interface LoadOptions {
  scenario: string;
  /** Requests in all: each message is sent three times. */
  deliveries: number;
  seed: number;
  /** The days of the hours that are told; one in the last weeks unless given. */
  days?: readonly string[];
  say: (line: string) => void;
}

/** The messages and change orders that come while something goes wrong. */
export interface Load {
  sending: Sending;
  holds: Holds;
  /**
   * Lets messages come up to a part of all, from 0 to 1, and waits until the hubs have taken in and applied them. Returns
   * how many deliveries a second that were. Throws when it does not come about.
   */
  takenIn(part: number): Promise<number>;
  /** Waits until something is so. Throws, saying what, when it never is. */
  until(what: string, check: () => Promise<boolean>): Promise<void>;
}

/** What was done meanwhile, and what came of it. */
export type Trouble = Pick<Report, 'injected' | 'counted' | 'checked'>;

const until = (what: string, check: () => Promise<boolean>, mostMs = patienceMs) => comesAbout(what, check, mostMs);

async function unapplied({ hub }: Scene, name: string): Promise<number> {
  const [row] = await hub.query(
    `select count(*)::int as count from inbox i
      where i.system = $1 and i.type = 'record' and i.state = 'new' and i.key like $2 || '-%'`,
    [timekeeper.name, name],
  );
  return row.count;
}

/** Waits until everything is worked off and heard. */
async function toRest(scene: Scene, load: Load): Promise<void> {
  const { hub, subscribers } = scene;
  await load.until(
    'every hold to be confirmed',
    async () => (await load.holds.count('confirmed')) >= load.holds.signed,
  );
  await load.until('everything to be worked off', async () => (await waitingWork(hub)) === 0);
  await load.until('every subscriber to hear the end', () => allHeard(hub, subscribers));
}

/** Asks everything that must hold of hubs at rest. */
async function verdict(scene: Scene, load: Load, messages: Messages): Promise<Checked[]> {
  const { sent } = load.sending;
  const acknowledged = acknowledgedOf(sent);
  const heard = scene.subscribers.map((each) => each.heard());
  const state = await canonicalState(scene.hub, messages.name);
  const expected = messages.expected();
  return [
    ...(await verdictOf(scene.asked, { acknowledged, effects: load.holds.effects(), heard })),
    exactly('I3 records told', state.count, expected.count),
    exactly('I3 hash of what was told', state.hash, expected.hash),
    ...(await load.holds.asMeant()),
    exactly('answers that no sender tries again after', sent.wrong.length, 0),
  ];
}

/**
 * Has messages come and change orders be signed while there is trouble, waits until everything is worked off, and checks
 * that it made no difference. Throws where something that must come about never does.
 */
export async function underLoad(
  scene: Scene,
  options: LoadOptions,
  trouble: (load: Load) => Promise<Trouble>,
): Promise<Report> {
  const { scenario, seed, say, days } = options;
  const started = performance.now();
  const messages = new Messages(Math.ceil(options.deliveries / 3), scenario, days);
  const order = shuffledThrice(messages.count, new Chance(seed));
  const sending = startSending(messages, order, scene.hubs);
  let before = 0;
  const load: Load = {
    sending,
    holds: await Holds.of(scene),
    until,
    async takenIn(part) {
      const since = performance.now();
      const count = Math.ceil(part * order.length);
      sending.allow(count);
      await until(`${count} deliveries to be acknowledged`, async () => acknowledgedBy(sending) >= count, sendingMs);
      await until(`${count} deliveries to be applied`, async () => (await unapplied(scene, scenario)) === 0);
      const perSecond = ((count - before) * 1000) / (performance.now() - since);
      before = count;
      return Math.round(perSecond);
    },
  };
  const { injected, counted, checked } = await trouble(load);
  await load.takenIn(1);
  say('Waiting until everything is worked off …');
  await toRest(scene, load);
  const { attempts, unknowns } = await load.holds.attempts();
  return {
    scenario,
    seed,
    injected: { ...injected, 'deliveries sent and acknowledged': order.length, 'change orders': load.holds.signed },
    counted: {
      ...counted,
      'attempts to write to the ERP': attempts,
      'outcomes that were unknown for a while': unknowns,
      'attempts without an answer, made again': sending.sent.unanswered,
      'attempts answered 5xx or 429, made again': sending.sent.refused,
    },
    checked: [...(await verdict(scene, load, messages)), ...checked],
    seconds: (performance.now() - started) / 1000,
  };
}
