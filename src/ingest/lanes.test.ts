import { afterAll, beforeAll, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type FirmHub, firmHub } from '../../test/firm-hub.ts';
import { forget, goldenDump } from '../../test/golden-dump.ts';
import { propertySeed } from '../../test/property-seed.ts';
import { smallFirm } from '../../test/small-firm.ts';
import { until } from '../../test/until.ts';
import type { KindName } from '../domain/kinds.ts';
import type { CanonicalRecord } from '../domain/record.ts';
import { cellLock, transaction, withConnection } from '../entities/sql.ts';
import { writeSourceRecords } from './source-records.ts';

let hub: FirmHub;
beforeAll(async () => {
  hub = await firmHub(smallFirm().tables);
});
afterAll(() => hub.close());

const told = ['project', 'resource', 'time_entry', 'billing_event'] satisfies KindName[];

type Said = Pick<CanonicalRecord, 'natural' | 'legalEntity' | 'deleted' | 'claims' | 'values' | 'refs'> & {
  system: 'certinia' | 'fusion';
  kind: KindName;
  key: string;
};

const key = fc.constantFrom('1', '2');
const natural = fc.constantFrom('PR-1', 'PR-2');
const deleted = fc.constantFrom(false, false, false, true);
const project = fc.oneof(
  key.map((of) => ({ system: 'certinia', key: of })),
  natural.map((of) => ({ natural: of })),
);

/** What the PSA delivers and the ERP bills: kinds of both lanes, that point at each other and take their scope so. */
const said: fc.Arbitrary<Said> = fc.oneof(
  fc.record({
    system: fc.constant('certinia' as const),
    kind: fc.constant('project' as const),
    key,
    natural,
    legalEntity: fc.constantFrom('Meridian Beratung GmbH', 'Meridian Advisory Inc', undefined),
    deleted,
    values: fc.record({ name: fc.constantFrom('Alpha', 'Beta') }),
    refs: fc.constant({}),
  }),
  fc.record({
    system: fc.constant('fusion' as const),
    kind: fc.constant('project' as const),
    key,
    natural,
    deleted,
    claims: fc.oneof(
      fc.constant(undefined),
      key.map((of) => ({ system: 'certinia', key: of })),
    ),
    values: fc.record({ name: fc.constantFrom('Alpha', 'Gamma') }),
    refs: fc.constant({}),
  }),
  fc.record({
    system: fc.constant('fusion' as const),
    kind: fc.constant('billing_event' as const),
    key,
    deleted,
    values: fc.record({ amount: fc.constantFrom('10', '20.50'), currency: fc.constant('EUR') }),
    refs: fc.record({ project }),
  }),
  fc.record({
    system: fc.constant('certinia' as const),
    kind: fc.constant('time_entry' as const),
    key,
    deleted,
    values: fc.record({ hours: fc.constantFrom('1', '8') }),
    refs: fc.record({ project, resource: key.map((of) => ({ system: 'certinia', key: of })) }),
  }),
  fc.record({
    system: fc.constant('certinia' as const),
    kind: fc.constant('resource' as const),
    key,
    values: fc.record({ name: fc.constantFrom('A.', 'B.') }),
    refs: fc.constant({}),
  }),
);

const placeOfRecord = ({ system, kind, key: of }: Said) => `${system} ${kind} ${of}`;

/** Records that are told of together, and the lane that ends first. */
const groups = fc.array(
  fc.record({
    records: fc.uniqueArray(said, { minLength: 2, maxLength: 6, selector: placeOfRecord }),
    first: fc.constantFrom(0, 1),
  }),
  { minLength: 1, maxLength: 5 },
);

async function take(records: readonly Said[], first: number): Promise<void> {
  await transaction(hub.db.hub, (sql) =>
    writeSourceRecords(
      sql,
      [],
      records.map(({ system, ...record }, place) => ({
        record,
        message: {
          id: String(first + place),
          received_at: '2026-02-03T00:00:00Z',
          system,
          stream: record.kind,
          key: record.key,
          version: `2026-02-01T10:00:00.${String(first + place).padStart(6, '0')}Z`,
          observed_at: '2026-02-03T00:00:00Z',
          raw: null,
          part: 0,
          origin: 'poll',
          content_hash: '',
          baseline: false,
          correlation_id: '00000000-0000-4000-8000-000000000000',
        },
      })),
    ),
  );
}

/** How many rounds wait for another to end. */
async function waiting(): Promise<number> {
  const row = await withConnection(hub.db.hub, (sql) =>
    sql.row<{ count: number }>(
      `select count(*)::int as count from pg_locks l
        where l.locktype = 'advisory' and l.classid = 81 and not l.granted
          and l.database = (select d.oid from pg_database d where d.datname = current_database())`,
    ),
  );
  return row?.count ?? 0;
}

/** Both lanes fold, and neither ends before both have written all that they write. Returns how much they worked off. */
async function foldAtOnce(first: number): Promise<number> {
  const folds: Promise<number>[] = [];
  let done = 0;
  await transaction(hub.db.hub, async (sql) => {
    await sql.run(`select pg_advisory_xact_lock(${cellLock(81)})`);
    for (const lane of [first, 1 - first]) {
      folds.push(
        hub.fold(lane).finally(() => {
          done += 1;
        }),
      );
      // Whoever waits first ends first.
      await until(async () => done + (await waiting()) === folds.length, 'a round at its end');
    }
  });
  const counts = await Promise.all(folds);
  return counts.reduce((sum, count) => sum + count, 0);
}

/** One lane after the other: what each writes, the next one sees. */
async function foldInTurn(first: number): Promise<number> {
  return (await hub.fold(first)) + (await hub.fold(1 - first));
}

type Groups = readonly { records: readonly Said[]; first: number }[];

async function dumpAfter(taken: Groups, foldBoth: (first: number) => Promise<number>) {
  await forget(hub.db.owner, told);
  let version = 0;
  for (const { records, first } of taken) {
    await take(records, version);
    version += records.length;
    while ((await foldBoth(first)) > 0);
  }
  return goldenDump(hub.db.hub);
}

it('ends alike whether kinds are folded in turn or side by side', async () => {
  await fc.assert(
    fc.asyncProperty(groups, async (taken) => {
      const inTurn = await dumpAfter(taken, foldInTurn);
      expect(await dumpAfter(taken, foldAtOnce)).toEqual(inTurn);
    }),
    { numRuns: 30, seed: propertySeed, verbose: 1, endOnFailure: true },
  );
}, 600_000);

const aProject = (named: string, legalEntity: string): Said => ({
  system: 'certinia',
  kind: 'project',
  key: '1',
  natural: named,
  legalEntity,
  values: { name: 'Alpha' },
  refs: {},
});
const anEvent = (amount: string, of: { system: string; key: string } | { natural: string }): Said => ({
  system: 'fusion',
  kind: 'billing_event',
  key: '1',
  values: { amount, currency: 'EUR' },
  refs: { project: of },
});
const byKey = { system: 'certinia', key: '1' };
const byName = { natural: 'PR-1' };
const german = 'Meridian Beratung GmbH';
const american = 'Meridian Advisory Inc';

it.each([
  ['points at a record that is new', [[aProject('PR-1', german), anEvent('10', byKey)]]],
  ['points by name at a record that is new', [[aProject('PR-1', german), anEvent('10', byName)]]],
  [
    'points by a name that is given up',
    [
      [aProject('PR-1', german), anEvent('10', byName)],
      [aProject('PR-2', german), anEvent('20', byName)],
    ],
  ],
  [
    'takes its legal entity from a record that changes its own',
    [
      [aProject('PR-1', german), anEvent('10', byKey)],
      [aProject('PR-1', american), anEvent('20', byKey)],
    ],
  ],
])('folds again what %s in the other lane', async (_what, books) => {
  for (const first of [0, 1]) {
    const taken = books.map((records) => ({ records, first }));
    const inTurn = await dumpAfter(taken, foldInTurn);
    expect(inTurn['billing_event']).toHaveLength(1);
    expect(await dumpAfter(taken, foldAtOnce)).toEqual(inTurn);
  }
});
