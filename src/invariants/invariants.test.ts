import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { dataSource } from '../../ormconfig.ts';
import { entities } from '../../sandbox/entities.ts';
import { amend } from '../../test/amendment.ts';
import { type RunningHub, runningHub } from '../../test/running-hub.ts';
import { smallFirm } from '../../test/small-firm.ts';
import { transaction } from '../entities/sql.ts';
import { ruleBook } from '../rules/rule-book.ts';
import type { Checked } from './checked.ts';
import { type Heard, unionIsFeed } from './feed.ts';
import { acknowledgedIsKept } from './intake.ts';
import { checkInvariants, type Told, tableInvariants } from './invariants.ts';
import { effectsAreSingle } from './outgoing.ts';

let running: RunningHub;
let admin: Awaited<ReturnType<ReturnType<typeof dataSource>['initialize']>>;
const firm = smallFirm();

beforeAll(async () => {
  running = await runningHub(firm.tables);
  admin = await dataSource({ url: running.db.url, cell: 'main', poolSize: 1 }).initialize();
  await amend(running, firm);
  await running.until(async () => {
    const [row] = await admin.query(`select count(*)::int as held from outbox o where o.state = 'confirmed'`);
    return row.held > 0;
  }, 'the hold of the invoice that the amendment blocks');
  // It opens only once the amendment has had its time to arrive.
  await running.until(async () => {
    const [row] = await admin.query(`select 1 from exception e where e.rule = 'R01' and e.closed_at is null`);
    return row !== undefined;
  }, 'what the PSA lacks');
});
afterAll(async () => {
  await admin.destroy();
  await running.close();
});

function recomputing() {
  const { policy } = running.config;
  return { rules: ruleBook(), policy, asOfStepSeconds: policy.timing.asOfStepSeconds };
}

const { id: first } = entities[0] as (typeof entities)[number];

/** Asks until nothing waits for the judge. */
const asked = (ask: () => Promise<Checked[]>): Promise<Checked[]> =>
  running.until(async () => {
    const checked = await ask();
    return checked.every(({ notAsked }) => notAsked === undefined) && checked;
  }, 'a moment in which nothing waits for the judge');

/** What every invariant says. */
function check(told: Told = {}): Promise<Checked[]> {
  const { cell } = running.config;
  const legalEntityIds = entities.map(({ id }) => id);
  const { hub, reader } = running.db;
  return asked(() => checkInvariants({ hub, reader, cell, legalEntityIds, recomputing: recomputing() }, told));
}

const brokenOf = (checked: readonly Checked[]) => checked.filter(({ broken }) => broken.length > 0);

class Undo extends Error {}

/** Which invariants break when a statement has spoilt the tables; the hub never sees that. */
async function spoilt(spoil: string): Promise<Checked[]> {
  let checked: Checked[] = [];
  await transaction(admin, async (sql) => {
    await sql.run('set transaction isolation level repeatable read');
    await sql.run(spoil);
    checked = await tableInvariants(sql, recomputing());
    throw new Undo();
  }).catch((error: unknown) => {
    if (!(error instanceof Undo)) throw error;
  });
  return checked;
}

it('finds every invariant to hold of a hub that has read, judged, held and told', async () => {
  const nothing: Heard = { subscriber: 'nobody', after: 0, through: 0, positions: new Set() };
  const checked = await check({ acknowledged: [], effects: ['a', 'b'], heard: [nothing] });
  expect(brokenOf(checked)).toEqual([]);
  const ids = new Set(checked.map(({ id }) => id));
  for (const id of ['I1', 'I2', 'I4', 'I5', 'I6', 'I7', 'I8', 'I9', 'I10', 'I11', 'I12', 'I13'] as const) {
    expect([id, ids.has(id)]).toEqual([id, true]);
  }
});

const doubled = (table: string, columns: string, condition: string) =>
  `insert into ${table} (${columns}) select ${columns} from ${table} where ${condition}`;
const outboxColumns = 'correction_id, step_number, system, lane, state, created_at, changed_at, correlation_id';
const copiedStep = (key: string, state: string) =>
  `insert into outbox (intent_key, ${outboxColumns}, sent_at, lease_until)
   select '${key}', correction_id, step_number, system, lane, '${state}', created_at, changed_at, correlation_id,
          now() - interval '3 hours', now() - interval '2 hours'
     from outbox where state = 'confirmed' limit 1`;

it.each([
  [
    'one effect per message',
    `insert into source_record_history
     select system, kind, key, stream, aggregate_key, natural_key, claims_system, claims_key, legal_entity, practice,
            occurred_at, deleted, attributes, refs, inbox_id, correlation_id, now(), now()
       from source_record where kind = 'contract' limit 1`,
  ],
  [
    'one entry per version',
    doubled(
      'feed',
      'recorded_at, type, aggregate, aggregate_id, aggregate_version, legal_entity_id, payload, correlation_id',
      `aggregate = 'exception'`,
    ),
  ],
  ['newest message', `update source_aggregate set version = version - interval '1 day' where system = 'fusion'`],
  [
    'order of versions',
    `update source_record_history set occurred_at = occurred_at + interval '9 years' where known_to <> 'infinity'`,
  ],
  ['histories', `update invoice_history set known_to = now() where known_to = 'infinity'`],
  ['feed positions', 'delete from feed_position where pos = 2'],
  ['feed order', 'update feed set aggregate_version = -id'],
  [
    'feed entries',
    `delete from feed_position where pos = (select max(pos) from feed_position);
     update sequencer set last_pos = last_pos - 1`,
  ],
  ['recomputed exceptions', `update exception set closed_at = now() where rule = 'R01' and closed_at is null`],
  ['recomputed exceptions', `update exception set rule = 'R33' where rule = 'R01' and closed_at is null`],
  ['one effect per intent', copiedStep('again', 'confirmed')],
  ['lanes', `${copiedStep('one', 'ready')}; ${copiedStep('other', 'sent')}`],
  ['leases', copiedStep('held', 'sending')],
  ['audit log', `update audit_log set actor = 'nobody'`],
  ['sums of money', `update movement set amount = amount + 0.01 where id = (select min(id) from movement)`],
  ['sums of money', `update contract set currency = 'USD'`],
])('finds what is wrong with: %s (%#)', async (invariant, spoil) => {
  const broken = brokenOf(await asked(() => spoilt(spoil)));
  expect(broken.map(({ check: name }) => name)).toContain(invariant);
});

it('finds what a reader of one legal entity is shown of another', async () => {
  await admin.query('create policy careless on contract for select to throughline_reader using (true)');
  try {
    const [found] = brokenOf(await check());
    expect(found).toMatchObject({ id: 'I11', check: 'legal entities' });
    expect(found?.broken).toContain(`a row of contract to a reader of legal entity ${first}`);
  } finally {
    await admin.query('drop policy careless on contract');
  }
});

it('finds what was acknowledged and not kept, or kept less often than it was acknowledged', async () => {
  await admin.query(
    `insert into inbox_seen (system, message_id, body_sha256, first_seen_at, deliveries) values ('t', 'm1', '\\x00', now(), 2)`,
  );
  const kept = (acknowledged: { system: string; id: string; times: number }[]) =>
    transaction(running.db.hub, (sql) => acknowledgedIsKept(sql, acknowledged));
  expect((await kept([{ system: 't', id: 'm1', times: 2 }])).broken).toEqual([]);
  const lost = await kept([
    { system: 't', id: 'm1', times: 3 },
    { system: 't', id: 'm2', times: 1 },
  ]);
  expect(lost.broken).toEqual(['t/m1 (3 times, kept 2)', 't/m2 (1 times, kept 0)']);
});

it('finds what a subscriber missed, and what it heard that never was', async () => {
  const heard = (positions: number[]) =>
    transaction(running.db.hub, (sql) =>
      unionIsFeed(sql, { subscriber: 'one', after: 1, through: 3, positions: new Set(positions) }),
    );
  expect((await heard([2, 3])).broken).toEqual([]);
  expect((await heard([2, 4])).broken).toEqual(['missed 3', 'never was 4']);
});

it('finds an intent that took effect twice', () => {
  expect(effectsAreSingle(['a', 'b', 'a']).broken).toEqual(['a (2 times)']);
});
