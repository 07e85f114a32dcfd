import { readFileSync, writeFileSync } from 'node:fs';
import type { ErrorCode } from '../src/domain/errors.ts';
import { askAs } from './asking.ts';
import { post, timekeeper } from './deliveries.ts';
import { mendable, type Poison, poisons, type Told, unreadable } from './poisons.ts';
import { exactly, listed, type Report } from './report.ts';
import type { Scenario } from './scenario.ts';
import type { Scene } from './scene.ts';
import { type Load, type Trouble, underLoad } from './under-load.ts';

/** How much good is sent, and how many records are spoilt in each way. */
export interface PoisonOptions {
  deliveries: number;
  /** Spoilt records of each kind. */
  each: number;
  seed: number;
  say: (line: string) => void;
}

const told = (key: string, version: number, hours: string): Told => ({
  key,
  version: new Date(Date.UTC(2026, 0, 5, 8) + version * 60_000).toISOString(),
  legalEntity: 'DE01',
  values: {
    workedOn: '2026-01-05',
    hours,
    role: 'Consultant',
    amount: '100',
    currency: 'EUR',
    billable: true,
    approvalState: 'submitted',
  },
});

const keyOf = (kind: number, place: number) => `spoilt-${kind}-${place}`;

/** Posts a delivery to whichever hub takes it. Throws on an answer that no sender tries again after. */
async function deliver({ hubs }: Scene, id: string, body: string): Promise<void> {
  for (const each of hubs) {
    const status = await post(each.url() ?? '', { id, body });
    if (status === 200) return;
    if (status < 500 && status !== 429) throw new Error(`${id} was answered ${status}`);
  }
  throw new Error(`no hub took ${id}`);
}

const message = (records: readonly unknown[]) =>
  JSON.stringify({ type: 'time_entry.upserted', timestamp: '2026-01-06T08:00:00Z', data: { records } });

const everyKind = [...poisons, mendable];

/**
 * What is told of one record: a good version, then a spoilt one between two good neighbours, and then, unless the spoilt one
 * can be mended, a good one again.
 */
function wavesOf(kind: number, place: number): string[] {
  const { spoil, write = (body: string) => body } = everyKind[kind] as Poison;
  const key = keyOf(kind, place);
  const neighbour = (side: string) => told(`${key}-${side}`, 1, '4');
  return [
    message([told(key, 1, '1')]),
    write(message([neighbour('before'), spoil(told(key, 2, '2')), neighbour('after')])),
    ...(kind < poisons.length ? [message([told(key, 3, '3')])] : []),
  ];
}

/** Tells one wave after the other, each once the one before is looked at. Returns how many deliveries it took. */
async function tellAll(scene: Scene, each: number, looked: () => Promise<void>): Promise<number> {
  const places = Array.from({ length: each }, (_each, place) => place);
  const all = everyKind.flatMap((_kind, kind) => places.map((place) => wavesOf(kind, place)));
  const waves = [0, 1, 2].map((wave) => all.flatMap((of) => of[wave] ?? []));
  let deliveries = 0;
  for (const bodies of [places.flatMap(() => unreadable.map(({ body }) => body)), ...waves]) {
    for (const body of bodies) {
      await deliver(scene, `spoilt-${deliveries}`, body);
      deliveries += 1;
    }
    // What is overtaken before it is looked at is not even read.
    await looked();
  }
  return deliveries;
}

interface Parked {
  id: string;
  code: ErrorCode;
  reason: string;
}

async function parked({ hub }: Scene): Promise<Parked[]> {
  return hub.query(
    `select i.id::text, i.reason_code as code, i.reason from inbox i where i.system = $1 and i.state = 'parked' order by i.id`,
    [timekeeper.name],
  );
}

/** Whether everything that has come has been looked at. */
async function nothingNew({ hub }: Scene): Promise<boolean> {
  const [row] = await hub.query(
    `select count(*)::int as count from inbox i where i.system = $1 and i.type = 'record' and i.state = 'new'`,
    [timekeeper.name],
  );
  return row.count === 0;
}

const isOf =
  ({ code, says }: Pick<Poison, 'code' | 'says'>) =>
  (each: Parked) =>
    each.code === code && each.reason.includes(says);

/** Whether so many are parked, each with the code and the reason of one way of being spoilt. */
function asExpected(found: readonly Parked[], each: number, kinds: readonly Poison[]) {
  const bodies = unreadable.map((body) => ({ ...body, code: 'UNREADABLE' as const }));
  const expected = [...kinds, ...bodies];
  const unexplained = found.filter((one) => !expected.some((kind) => isOf(kind)(one)));
  const missing = expected.filter(
    ({ name, ...kind }) =>
      found.filter(isOf(kind)).length < each * expected.filter(({ says }) => says === kind.says).length,
  );
  return [
    exactly('messages parked', found.length, expected.length * each),
    listed(
      'reasons why they are',
      unexplained.map(({ code, reason }) => `${code} ${reason.slice(0, 100)}`),
      [],
    ),
    listed(
      'kinds of poison that are not parked with their reason',
      missing.map(({ name }) => name),
      [],
    ),
  ];
}

/** What the hub holds of the records that were spoilt, and of their neighbours: key and hours. */
async function state({ hub }: Scene): Promise<string[]> {
  const rows: { line: string }[] = await hub.query(
    `select c.key || ' ' || t.hours as line
       from time_entry t join crosswalk c on c.golden_id = t.id
      where c.system = $1 and c.kind = 'time_entry' and not t.deleted and c.key like 'spoilt-%'`,
    [timekeeper.name],
  );
  return rows.map(({ line }) => line);
}

/** What it must hold: the newest version that can be used, and all that came beside one that can't. */
function expectedState(each: number, hoursOfMendable: string): string[] {
  return everyKind.flatMap((_kind, kind) =>
    Array.from({ length: each }, (_each, place) => keyOf(kind, place)).flatMap((key) => [
      `${key} ${kind < poisons.length ? '3' : hoursOfMendable}`,
      `${key}-before 4`,
      `${key}-after 4`,
    ]),
  );
}

/** Names the peer in the configuration, and starts every hub anew with it. */
async function mend({ environment, hubs }: Scene): Promise<void> {
  const path = environment['HUB_CONFIG'] ?? '';
  const config = JSON.parse(readFileSync(path, 'utf8')) as { systems: { name: string; peers?: object }[] };
  const systems = config.systems.map((each) =>
    each.name === timekeeper.name ? { ...each, peers: { crm: 'salesforce' } } : each,
  );
  writeFileSync(path, JSON.stringify({ ...config, systems }));
  for (const each of hubs) {
    await each.stop();
    await each.start();
  }
}

async function resubmit(scene: Scene, ids: readonly string[]): Promise<number> {
  const { resubmitParked } = await askAs<{ resubmitParked: { started: number } }>(
    scene,
    'integration',
    'mutation ($ids: [ID!]!) { resubmitParked(input: { ids: $ids }) { started errors { code message } } }',
    { ids },
  );
  return resubmitParked.started;
}

async function poisoned(scene: Scene, load: Load, { each, say }: PoisonOptions): Promise<Trouble> {
  const { takenIn, until } = load;
  const before = await takenIn(0.2);
  say(`Telling ${each} records spoilt in each of ${everyKind.length + unreadable.length} ways …`);
  const looked = () => until('what was told to be looked at', () => nothingNew(scene));
  const telling = tellAll(scene, each, looked);
  const during = await takenIn(0.8);
  const deliveries = await telling;
  const same = async (lines: readonly string[]) => [...(await state(scene))].sort().join() === [...lines].sort().join();
  const first = await parked(scene);
  const good = expectedState(each, '1');
  await until('the good versions and the neighbours to be applied', () => same(good));

  say('Mending the configuration and submitting what is parked again …');
  await mend(scene);
  const again = await resubmit(
    scene,
    first.map(({ id }) => id),
  );
  await looked();
  const mended = expectedState(each, '2');
  await until('the mended versions to be applied', () => same(mended));
  const last = await parked(scene);
  return {
    injected: {
      'ways to spoil a record or a body': everyKind.length + unreadable.length,
      'messages spoilt': first.length,
    },
    counted: {
      'deliveries a second before': before,
      '  with poison among them': during,
      'deliveries about spoilt records': deliveries,
      'messages submitted again that could be read': again,
      'messages still parked after the cause was mended': last.length,
    },
    checked: [
      ...asExpected(first, each, everyKind),
      ...asExpected(last, each, poisons),
      listed('records that were spoilt, and their neighbours', await state(scene), mended),
    ],
  };
}

/** Has messages come of which some can't be used, and checks that each holds up nothing but itself. */
export function poison(scene: Scene, options: PoisonOptions): Promise<Report> {
  return underLoad(scene, { ...options, scenario: 'poison' }, (load) => poisoned(scene, load, options));
}

/** `npm run chaos -- poison`: messages that can't be read or mapped, among many good ones. */
export const poisonScenario: Scenario = {
  what: [
    "Sends bodies that can't be read and records that can't be mapped among many good ones. Each must be parked with its",
    'reason and hold up nothing but itself; what can be mended must be applied when it is submitted again.',
  ],
  numbers: {
    each: { value: 20, means: 'spoilt records of each kind' },
    deliveries: { value: 30_000, means: 'good requests in all, a third as many messages' },
    seed: { value: 1, means: 'of all chance' },
  },
  roles: ['all', 'all'],
  invoices: 1,
  run: (scene, { each = 20, deliveries = 0, seed = 1 }, say) => poison(scene, { each, deliveries, seed, say }),
};
