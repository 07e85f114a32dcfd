import { postSigned } from '../sandbox/signed-webhook.ts';
import { timekeeper } from './deliveries.ts';
import { atLeast, exactly, listed, type Report } from './report.ts';
import type { Scenario } from './scenario.ts';
import type { Scene } from './scene.ts';
import { doctor } from './throughline.ts';
import { type Load, type Trouble, underLoad } from './under-load.ts';

/** How much is sent, and how far the clocks of the hubs are off, each the other way. */
export interface ClockOptions {
  deliveries: number;
  orders: number;
  /** Seconds. */
  off: number;
  seed: number;
  say: (line: string) => void;
}

// The last changes to and from daylight saving, in the United States and in Europe, with the days before and after.
const daysOfChange = [
  ...['2025-11-01', '2025-11-02', '2025-11-03', '2025-10-25', '2025-10-26', '2025-10-27'],
  ...['2026-03-07', '2026-03-08', '2026-03-09', '2026-03-28', '2026-03-29', '2026-03-30'],
  ...['2026-10-24', '2026-10-25', '2026-10-26', '2026-10-31', '2026-11-01', '2026-11-02'],
];

/** Starts every hub anew, with the clock of every other one ahead and of the rest behind. */
async function setClocks({ hubs }: Scene, off: number): Promise<void> {
  for (const [place, each] of hubs.entries()) {
    await each.stop();
    await each.start(place % 2 === 0 ? off : -off);
  }
}

/** What the doctor says of the clock of a machine that is so many seconds ahead. */
async function doctorsWord(scene: Scene, ahead: number): Promise<string> {
  const found = (await doctor(scene, ahead)).find(({ check }) => check === 'clock');
  return `${found?.state}: ${found?.sentence}`;
}

/** What each hub answers to a delivery that was signed so many seconds ago. */
async function answersTo({ hubs }: Scene, ageSeconds: number): Promise<number[]> {
  const timestamp = new Date().toISOString();
  // It says nothing new: how far hours are known has been told before.
  const data = { stream: 'time_entry', knownThrough: '2026-01-01T00:00:00Z' };
  const body = JSON.stringify({ type: 'stream.known_through', timestamp, data });
  const signedAt = new Date(Date.now() - ageSeconds * 1000);
  const answers = hubs.map(async (each, place) => {
    const id = `clock-${ageSeconds}-${place}-${signedAt.getTime()}`;
    const response = await postSigned(each.url() ?? '', timekeeper, { id, body }, signedAt);
    await response.arrayBuffer();
    return response.status;
  });
  return Promise.all(answers);
}

/** Jobs whose time is further off than any pause that the hub makes: nobody would do them, nor any other of their key. */
async function jobsOutOfTime({ hub, asked: { cell } }: Scene): Promise<string[]> {
  const rows: { name: string }[] = await hub.query(
    `select j.task_identifier || ' at ' || j.run_at as name from "${cell}_worker".jobs j
      where abs(extract(epoch from j.run_at - clock_timestamp())) > 1800 and j.task_identifier = 'poll'`,
  );
  return rows.map(({ name }) => name);
}

/** How often a slot of a scheduled job was fired since an instant; a slot is fired by one hub. */
async function fired({ hub }: Scene, since: string): Promise<number> {
  const [row] = await hub.query('select count(*)::int as count from job_fire j where j.fired_at > $1', [since]);
  return row.count;
}

async function now({ hub }: Scene): Promise<string> {
  const [row] = await hub.query('select clock_timestamp()::text as now');
  return row.now;
}

async function skewed(scene: Scene, load: Load, { orders, off, say }: ClockOptions): Promise<Trouble> {
  const { holds, takenIn, until } = load;
  say(`Setting the clocks of ${scene.hubs.length} hubs ${off} s ahead and behind in turn …`);
  await setClocks(scene, off);
  const since = await now(scene);
  holds.sign(orders);
  const perSecond = await takenIn(1);
  await until('the holds', async () => (await holds.count('confirmed')) === holds.signed);
  await until('jobs to be fired', async () => (await fired(scene, since)) > 0);
  say('Asking each hub to take what was signed now, and long ago …');
  const fresh = await answersTo(scene, 0);
  const stale = await answersTo(scene, off);
  const late = await jobsOutOfTime(scene);
  say('Asking the doctor …');
  const word = await doctorsWord(scene, off);
  const jobs = await fired(scene, since);
  return {
    injected: {
      'seconds by which each clock was off': off,
      'days around a change to or from daylight saving': daysOfChange.length,
    },
    counted: {
      'deliveries a second': perSecond,
      'slots of scheduled jobs fired': jobs,
      'what the doctor says on a machine that is ahead': word,
    },
    checked: [
      atLeast('slots of scheduled jobs fired', jobs, 1),
      exactly('answers to what was signed now', fresh.join(' '), scene.hubs.map(() => 200).join(' ')),
      exactly('answers to what was signed that long ago', stale.join(' '), scene.hubs.map(() => 401).join(' ')),
      listed('polls that are due at another time', late, []),
      exactly('what the doctor says on a machine that is ahead', word.split(':')[0] ?? '', 'failure'),
    ],
  };
}

/** Sets the hubs' clocks off, and checks that they go by the database's. */
export function clock(scene: Scene, options: ClockOptions): Promise<Report> {
  return underLoad(scene, { ...options, scenario: 'clock', days: daysOfChange }, (load) =>
    skewed(scene, load, options),
  );
}

/** `npm run chaos -- clock`: hubs whose clocks are wrong. */
export const clockScenario: Scenario = {
  what: [
    'Sets the clock of one hub ahead and of another behind, and tells of hours on the days of daylight saving changes. Hubs must',
    "go by the database's clock: in what they take, when jobs are due, and what they hold.",
  ],
  numbers: {
    off: { value: 7200, means: 'seconds by which the clocks are off' },
    orders: { value: 10, means: 'change orders' },
    deliveries: { value: 30_000, means: 'requests in all, a third as many messages' },
    seed: { value: 1, means: 'of all chance' },
  },
  roles: ['all', 'all'],
  invoices: 10,
  run: (scene, { off = 7200, orders = 10, deliveries = 0, seed = 1 }, say) =>
    clock(scene, { off, orders, deliveries, seed, say }),
};
