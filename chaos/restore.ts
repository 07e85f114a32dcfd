import { Chance } from '../sandbox/firm/chance.ts';
import { copiesOf } from './copies.ts';
import { canonicalState, Messages } from './deliveries.ts';
import { epochOf } from './epoch.ts';
import { holdsAtErp, signNext } from './holds.ts';
import { allHeard, comesAbout, holds, waitingAt, waitingWork } from './quiet.ts';
import { atLeast, exactly, type Report } from './report.ts';
import type { Scenario } from './scenario.ts';
import type { Scene } from './scene.ts';
import { type Sending, shuffledThrice, startSending } from './sending.ts';
import { acknowledgedOf, verdictOf } from './verdict.ts';

/** How much is lost by the restore. */
export interface RestoreOptions {
  /** Change orders signed before the copy, and as many after it; each has an invoice held at the ERP. */
  orders: number;
  deliveries: number;
  seed: number;
  say: (line: string) => void;
}

const patienceMs = 600_000;

async function count(scene: Scene, query: string): Promise<number> {
  const [row] = await scene.hub.query(`select count(*)::int as count ${query}`);
  return row.count;
}

/** Lets deliveries to the ERP wait, or leave. */
async function pause({ hub }: Scene, paused: boolean): Promise<void> {
  await hub.query(
    `update system_way w set halt = $1, reason = 'chaos', asked_by = 'chaos', asked_at = clock_timestamp()
      where w.system = 'fusion' and w.direction = 'out'`,
    [paused ? 'paused' : null],
  );
}

const must = (what: string, check: () => Promise<boolean>, instead?: () => Promise<object>) =>
  comesAbout(what, check, patienceMs, instead);

const quiet = async (scene: Scene) =>
  (await waitingWork(scene.hub)) === 0 && (await allHeard(scene.hub, scene.subscribers));

/** Signs change orders, from one place among the contracts on. */
function amend(scene: Scene, from: number, orders: number): void {
  for (let place = from; place < from + orders; place += 1) signNext(scene, place);
}

/** Works until a copy is made of a database in which deliveries wait, and goes on until all of them have left and are proven. */
async function workPastCopy(scene: Scene, orders: number, sending: Sending, total: number): Promise<void> {
  const ready = `from outbox o where o.state = 'ready'`;
  sending.allow(Math.ceil(total / 2));
  await pause(scene, true);
  amend(scene, 0, orders);
  await must('deliveries to wait', async () => (await count(scene, ready)) === orders);
  await sending.reached(Math.floor(total / 3));
  await copiesOf(scene.environment['DATABASE_URL'] as string).make();
  await must('the database to be there', () =>
    scene.hub.query('select 1').then(
      () => true,
      () => false,
    ),
  );
  await pause(scene, false);
  amend(scene, orders, orders);
  sending.allow(total);
  await sending.done;
  await must(
    'holds to be confirmed',
    async () => holdsAtErp(scene).length === 2 * orders && (await quiet(scene)),
    async () => ({ holds: holdsAtErp(scene).length, ...(await waitingAt(scene.hub)) }),
  );
}

/** Restores the copy under the hubs, and has senders send again what they had sent. Returns what they were told. */
async function restoreAndResend(scene: Scene, epoch: number, messages: Messages, seed: number): Promise<Sending> {
  await copiesOf(scene.environment['DATABASE_URL'] as string).restore();
  await must('an epoch to begin', async () => (await epochOf(scene)) > epoch);
  await pause(scene, false);
  const order = shuffledThrice(messages.count, new Chance(seed + 1));
  const again = startSending(messages, order, scene.answering);
  again.allow(order.length);
  await again.done;
  return again;
}

/** Restores the database to an earlier state while hubs work, and sees that nothing is lost by it or done twice. */
export async function restore(scene: Scene, { orders, deliveries, seed, say }: RestoreOptions): Promise<Report> {
  const started = performance.now();
  const messages = new Messages(Math.ceil(deliveries / 3), 'restore');
  const order = shuffledThrice(messages.count, new Chance(seed));
  const sending = startSending(messages, order, scene.answering);
  const before = holdsAtErp(scene).length;
  say('Working, and copying the database in the middle of it …');
  await workPastCopy(scene, orders, sending, order.length);
  const epoch = await epochOf(scene);
  const lost = await count(scene, 'from inbox i');
  say('Restoring the copy under the hubs …');
  const again = await restoreAndResend(scene, epoch, messages, seed);
  say('Waiting until everything is worked off …');
  const drained = await holds(() => quiet(scene), patienceMs);
  const effects = holdsAtErp(scene).slice(before);
  const heard = scene.subscribers.map((each) => each.heard());
  const told = { acknowledged: acknowledgedOf(again.sent), effects, heard };
  const checked = await verdictOf(scene.asked, told, patienceMs / 10);
  const state = await canonicalState(scene.hub, 'restore');
  const found = await count(
    scene,
    `from outbox o where o.state = 'confirmed' and o.attempts > 0 and o.detail = 'already so'`,
  );
  return {
    scenario: 'restore',
    seed,
    injected: {
      'restores of an earlier copy': 1,
      'deliveries that waited in the copy and had left since': orders,
      'change orders after the copy': orders,
      'messages in the inbox before, the lost ones too': lost,
    },
    counted: {
      'epoch before': epoch,
      'epoch after': await epochOf(scene),
      'effects at the ERP': effects.length,
      'attempts refused or unanswered, made again': sending.sent.refused + sending.sent.unanswered + again.sent.refused,
    },
    checked: [
      ...checked,
      exactly('epochs begun', (await epochOf(scene)) - epoch, 1),
      exactly(
        'subscribers told to begin anew',
        scene.subscribers.filter(({ resyncs }) => resyncs > 0).length,
        scene.subscribers.length,
      ),
      // Those that waited in the copy; of those asked for after it, whichever is asked for anew before the ERP is read.
      atLeast('deliveries found to have taken effect', found, orders),
      exactly('effects at the ERP', effects.length, 2 * orders),
      exactly('I3 hash of what was told', state.hash, messages.expected().hash),
      exactly('everything was worked off and heard', drained ? 'yes' : 'no', 'yes'),
    ],
    seconds: (performance.now() - started) / 1000,
  };
}

/** `npm run chaos -- restore`. */
export const restoreScenario: Scenario = {
  what: [
    'The database is copied while hubs work and deliveries to the ERP wait; these leave, and more happens. Then the copy is put',
    'in its place under the hubs. An epoch must begin, subscribers begin anew, sources be read again from their old cursors,',
    'senders send again, and what had taken effect at the ERP be found there instead of being done twice.',
  ],
  numbers: {
    orders: { value: 10, means: 'change orders before the copy, and as many after it' },
    deliveries: { value: 3000, means: 'requests in all, a third as many messages' },
    seed: { value: 1, means: 'of all chance' },
  },
  roles: ['all', 'all'],
  invoices: 20,
  run: (scene, { orders = 0, deliveries = 0, seed = 1 }, say) => restore(scene, { orders, deliveries, seed, say }),
};
