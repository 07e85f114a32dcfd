import { afterAll, beforeAll, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type FirmHub, firmHub } from '../../test/firm-hub.ts';
import { forget, goldenDump, wholeDump } from '../../test/golden-dump.ts';
import { smallFirm } from '../../test/small-firm.ts';
import { tell, withToldSystem } from '../../test/told-hub.ts';
import { tells, toldSecret, toldSystem } from '../../test/told-system.ts';
import type { KindName } from '../domain/kinds.ts';
import { transaction, withConnection } from '../entities/sql.ts';
import { replayMessages } from './replay.ts';

let hub: FirmHub;
beforeAll(async () => {
  // A second system, of another role, that knows projects too: what it tells is matched to what the first one tells.
  const ledger = { ...toldSystem, name: 'ledger', role: 'erp', peers: { delivery: 'timekeeper' } };
  const { environment } = withToldSystem;
  hub = await firmHub(smallFirm().tables, {
    moreSystems: () => [toldSystem, ledger],
    environment: { ...environment, LEDGER_WEBHOOK_SECRET: toldSecret },
  });
});
afterAll(() => hub.close());

interface Message {
  system: string;
  kind: KindName;
  key: string;
  version: string;
  sentAt: string;
  deleted: boolean;
  body: object;
}

/** What one message says of its record: some of it contradicts others of the same version, some can't be read at all. */
const bodies: Partial<Record<KindName, fc.Arbitrary<object>>> = {
  project: fc.record({
    natural: fc.constantFrom('PR-1', 'PR-2', undefined),
    legalEntity: fc.constantFrom('DE01', 'US01', undefined),
    values: fc.record({ name: fc.constantFrom('Alpha', 'Beta'), status: fc.constantFrom('active', 'closed', 'lost') }),
  }),
  resource: fc.record({ values: fc.record({ name: fc.constantFrom('Ada', 'Bo'), active: fc.boolean() }) }),
  task: fc.record({
    values: fc.record({ name: fc.constantFrom('Design', 'Build') }),
    refs: fc.record({ project: fc.constantFrom({ key: '1' }, { key: '2' }, null) }),
  }),
  time_entry: fc.record({
    values: fc.record({ hours: fc.constantFrom('7.5', 8, 'many'), amount: fc.constantFrom('1350', '0.10') }),
    refs: fc.record({
      project: fc.constantFrom({ key: '1' }, { natural: 'pr-2' }),
      resource: fc.constantFrom({ key: '1' }, { key: '2' }),
      task: fc.constantFrom({ key: '1' }, { key: '9' }, null),
    }),
  }),
};

const ofLedger = fc.record({
  natural: fc.constantFrom('PR-1', 'pr-2', undefined),
  claims: fc.constantFrom({ role: 'delivery', key: '1' }, undefined, undefined),
  values: fc.record({ name: fc.constantFrom('Alpha', 'Gamma'), erpStatus: fc.constantFrom('active', 'closed') }),
});

// Versions that differ by a microsecond are different versions.
const versions = [
  '2026-02-01T10:00:00Z',
  '2026-02-01T10:00:00.000001Z',
  '2026-02-01T10:00:00.001Z',
  '2026-02-02T00:00:00+01:00',
];

const tellers = [...(Object.keys(bodies) as KindName[]), 'ledger' as const];
const message: fc.Arbitrary<Message> = fc.constantFrom(...tellers).chain((of) =>
  fc.record({
    system: fc.constant(of === 'ledger' ? of : toldSystem.name),
    kind: fc.constant(of === 'ledger' ? 'project' : of),
    key: fc.constantFrom('1', '2'),
    version: fc.constantFrom(...versions),
    sentAt: fc.constantFrom('2026-02-03T00:00:00Z', '2026-02-03T00:00:01Z'),
    deleted: fc.constantFrom(false, false, false, true),
    body: of === 'ledger' ? ofLedger : (bodies[of] as fc.Arbitrary<object>),
  }),
);

/** The messages as they came, and some other way in which they might have: in any order, some of them twice. */
const ways = fc.array(message, { minLength: 2, maxLength: 16 }).chain((messages) => {
  const places = messages.map((_message, place) => place);
  const all = { minLength: places.length, maxLength: places.length };
  return fc.record({
    messages: fc.constant(messages),
    order: fc.shuffledSubarray(places, all),
    again: fc.subarray(places),
    pauses: fc.infiniteStream(fc.boolean()),
  });
});

function bodyOf({ kind, key, version, sentAt, deleted, body }: Message): string {
  const text = tells(kind, [{ key, version, ...body }], sentAt);
  return deleted ? text.replace('.upserted', '.deleted') : text;
}

async function dumpAfter(deliveries: readonly { id: string; message: Message; pause: boolean }[]) {
  await forget(hub.db.owner, Object.keys(bodies));
  for (const { id, message: told, pause } of deliveries) {
    await tell(hub, bodyOf(told), { id }, told.system);
    if (pause) await hub.settle();
  }
  await hub.settle();
  return goldenDump(hub.db.hub);
}

it('holds the same to be so, whatever the order and however often it was told', async () => {
  await fc.assert(
    fc.asyncProperty(ways, async ({ messages, order, again, pauses }) => {
      const asMade = messages.map((told, place) => ({ id: `msg_${place}`, message: told, pause: false }));
      const otherwise = [...order, ...again].map((place, turn) => ({
        // Half of the repeats are the same delivery again, half say the same under another name.
        id: turn < order.length || turn % 2 === 0 ? `msg_${place}` : `msg_${place}_again`,
        message: messages[place] as Message,
        pause: pauses.next().value === true,
      }));
      expect(await dumpAfter(otherwise)).toEqual(await dumpAfter(asMade));
    }),
    { numRuns: 10, verbose: 1, endOnFailure: true },
  );
});

const entry = (version: string, hours: string): Message => {
  const body = { values: { hours } };
  const of = { system: toldSystem.name, kind: 'time_entry', key: '1', deleted: false } as const;
  return { ...of, version, sentAt: '2026-02-03T00:00:00Z', body };
};
const project = (key: string, natural: string): Message => {
  const body = { natural, legalEntity: 'DE01', values: { name: `Project ${key}` } };
  const of = { system: toldSystem.name, kind: 'project', key, deleted: false } as const;
  return { ...of, version: `2026-02-01T10:00:0${key}Z`, sentAt: '2026-02-03T00:00:00Z', body };
};
const onProject = { ...entry('2026-02-01T10:00:00Z', '1'), body: { refs: { project: { natural: 'PR-1' } } } };
const orders = <T>(values: readonly T[]): T[][] =>
  values.length < 2
    ? [[...values]]
    : values.flatMap((value) => orders(values.filter((each) => each !== value)).map((rest) => [value, ...rest]));
const ofLedgerAs = (key: string): Message => ({
  ...project(key, 'PR-1'),
  system: 'ledger',
  version: '2026-02-02T00:00:00Z',
});

it.each([
  ['two contents of one version', [entry('2026-02-01T10:00:00Z', '1'), entry('2026-02-01T10:00:00Z', '2')]],
  ['a later version that can not be read', [entry('2026-02-01T10:00:00Z', '1'), entry('2026-02-02T10:00:00Z', 'many')]],
  ['a natural key that comes to mean two things', [onProject, project('1', 'PR-1'), project('2', 'PR-1')]],
  [
    'a natural key that is given up',
    [onProject, project('1', 'PR-1'), { ...project('1', 'PR-9'), version: '2026-02-09T00:00:00Z' }],
  ],
  ['two records that one system has of the same thing', [project('1', 'PR-1'), ofLedgerAs('1'), ofLedgerAs('2')]],
  [
    'an owner that goes',
    [
      project('1', 'PR-1'),
      ofLedgerAs('1'),
      { ...project('1', 'PR-1'), version: '2026-02-09T00:00:00Z', deleted: true },
    ],
  ],
])('ends alike in every order, together or one by one: %s', async (_what, messages) => {
  const told = (each: readonly Message[], pause: boolean) =>
    each.map((message) => ({ id: `msg_${messages.indexOf(message)}`, message, pause }));
  const together = await dumpAfter(told(messages, false));
  for (const order of orders(messages)) expect(await dumpAfter(told(order, true))).toEqual(together);
});

it.each([
  ['1', '2'],
  ['2', '1'],
])('takes the later of two versions that are a microsecond apart, be it %s before %s', async (earlier, later) => {
  const messages = [entry('2026-02-01T10:00:00.000001Z', earlier), entry('2026-02-01T10:00:00.000002Z', later)];
  const told = messages.map((message, place) => ({ id: `msg_${place}`, message, pause: false }));
  for (const deliveries of [told, [...told].reverse()]) {
    await dumpAfter(deliveries);
    expect(await withConnection(hub.db.hub, (sql) => sql.rows('select t.hours from time_entry t'))).toEqual([
      { hours: later },
    ]);
  }
});

it('changes no table, not even a history, when the whole inbox is taken in again', async () => {
  const [messages] = fc.sample(fc.array(message, { minLength: 80, maxLength: 80 }), { numRuns: 1, seed: 42 }) as [
    Message[],
  ];
  await dumpAfter(messages.map((told, place) => ({ id: `msg_${place}`, message: told, pause: place % 5 === 0 })));
  const before = await wholeDump(hub.db.hub);
  const states = () =>
    withConnection(hub.db.hub, (sql) => sql.rows('select i.id, i.state, i.reason from inbox i order by i.id'));
  const inbox = await states();
  expect(new Set(inbox.map(({ state }) => state))).toEqual(new Set(['done', 'stale', 'parked']));
  await transaction(hub.db.hub, (sql) => replayMessages(sql, {}));
  await hub.settle();
  expect(await wholeDump(hub.db.hub)).toEqual(before);
});
