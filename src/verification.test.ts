import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { DataSource } from 'typeorm';
import { dataSource } from '../ormconfig.ts';
import { amend, correct, openRules } from '../test/amendment.ts';
import { throughline } from '../test/command-line.ts';
import { goldenDump } from '../test/golden-dump.ts';
import { takeNextDay } from '../test/past-midnight.ts';
import { type RunningHub, runningHub } from '../test/running-hub.ts';
import { smallFirm } from '../test/small-firm.ts';
import { until } from '../test/until.ts';
import { verification } from './cli/doctor/verification.ts';
import { systemRoles } from './domain/roles.ts';
import type { TableComparison, Verification } from './domain/verification.ts';
import { cellLock, type Sql, transaction, withConnection } from './entities/sql.ts';

// The ERP's project has the number of the PSA's in another form, so that a person has to say which one it is.
const firm = smallFirm();
const inErp = firm.project.erp as Record<string, unknown>;
inErp['ProjectNumber'] = 'PR/1';
const [design] = firm.items;

// Several steps of several systems, on a busy machine.
const patienceMs = 120_000;
// Nothing falls due by itself while replaying.
const anHour = Object.fromEntries(systemRoles.map((role) => [role, 3600]));

let running: RunningHub;
let admin: DataSource;
beforeAll(async () => {
  const timing = { propagationSeconds: anHour, freshnessSeconds: anHour };
  running = await runningHub(firm.tables, { timing, hub: { verifyNightly: true } });
  admin = await dataSource({ url: running.db.url, cell: 'main', poolSize: 1 }).initialize();
}, 600_000);
afterAll(async () => {
  await admin.destroy();
  await running.close();
});

const rows = (text: string, params: unknown[] = []) => running.db.hub.query(text, params);
const cli = (...args: string[]) => throughline(running.environment, args);

async function verify(...args: string[]) {
  const { code, out, err } = await cli('verify', '--json', ...args);
  return { code, found: JSON.parse(out) as Verification, err };
}

/** Holds up for as long as the work takes, however long the server lets a transaction rest. */
const whileHeldUp = <T>(work: (sql: Sql) => Promise<T>): Promise<T> =>
  transaction(running.db.hub, async (sql) => {
    await sql.run('set local idle_in_transaction_session_timeout = 0');
    return work(sql);
  });

const wrong = ({ tables }: Verification): TableComparison[] => tables.filter(({ differing }) => differing > 0);

/** Says as a person which project the ERP's is. */
async function linkProject(): Promise<void> {
  const { matchSuggestions } = await running.ask<{
    matchSuggestions: { nodes: { candidates: { goldenId: string }[] }[] };
  }>('integration', '{ matchSuggestions(kind: PROJECT, first: 1) { nodes { candidates { goldenId } } } }');
  const record = { kind: 'PROJECT', system: 'fusion', key: String(inErp['ProjectId']) };
  const goldenId = matchSuggestions.nodes[0]?.candidates[0]?.goldenId;
  const { linkRecords } = await running.ask<{ linkRecords: { errors: object[] } }>(
    'integration',
    'mutation ($input: LinkRecordsInput!) { linkRecords(input: $input) { errors { code message } } }',
    { input: { ...record, goldenId, reason: 'the number is typed otherwise' } },
  );
  expect(linkRecords.errors).toEqual([]);
}

/** Everything has been worked off, and what followed from it has been delivered and numbered. */
async function quiet(): Promise<boolean> {
  const [row] = await rows(`
    select exists (select from inbox i where i.state = 'new') or exists (select from fold_mark)
        or exists (select from dirty)
        or exists (select from correction k where k.state in ('approved', 'delivering'))
        or exists (select from outbox o where o.state in ('waiting', 'ready', 'sending', 'sent', 'unknown')) as busy`);
  return !row.busy;
}

it('is made by a hub at its time, and what came of it is said by the doctor', async () => {
  // Two can not be made at once: those that follow are asked for.
  await takeNextDay(running.db.hub, 'main', 'verify');
  const finding = () => withConnection(running.db.hub, verification);
  const made = async () => (await rows('select v.outcome, v.detail from verification v'))[0];
  const { outcome, detail } = await until(made, 'the verification of the day', patienceMs);
  expect([outcome, detail.equal, detail.messages]).toEqual(['equal', true, expect.any(Number)]);
  expect(await finding()).toMatchObject({
    check: 'rebuild',
    state: 'ok',
    sentence: expect.stringMatching(/the cell was equal at/),
  });
  await rows(`insert into verification (started_at, ended_at, outcome, reason)
              values (clock_timestamp(), clock_timestamp(), 'not-made', 'no quiet instant')`);
  expect(await finding()).toMatchObject({
    state: 'ok',
    sentence: expect.stringMatching(/^could not be made at .*: no quiet instant$/),
  });
  await rows(`insert into verification (started_at, ended_at, outcome, detail)
              select clock_timestamp(), clock_timestamp(), 'different', '{"tables": [{"table": "invoice", "differing": 2}, {"table": "drift", "differing": 0}]}'`);
  expect(await finding()).toMatchObject({
    state: 'failure',
    sentence: expect.stringMatching(/was different at .*: invoice$/),
  });
}, 600_000);

it('makes the same anew after an amendment, a correction, a deletion and a link by hand, and leaves nothing behind', async () => {
  await linkProject();
  const linked = async () => (await rows(`select 1 from crosswalk x where x.method = 'person'`)).length === 1;
  await until(linked, 'the link', patienceMs);
  await amend(running, firm);
  await until(async () => (await openRules(running)).includes('R03'), 'the block', patienceMs);
  await correct(running);
  const confirmed = async () => {
    const [row] = await rows(`select k.state from correction k where k.type = 'propagateContractVersion'`);
    return row.state === 'confirmed';
  };
  await until(confirmed, 'the correction', patienceMs);
  running.world.deleteFromOrg('crm', 'OrderItem', design.record.Id);
  const taken = async () => {
    const [gone] = await rows('select count(*)::int as count from contract_line l where l.deleted');
    return gone.count === 1 && (await openRules(running)).includes('R03') && (await quiet());
  };
  await until(taken, 'the deletion', patienceMs);

  // What a run that was killed has left.
  await admin.query('create schema main_verify; create table main_verify.contract (id uuid)');
  const { code, found, err } = await verify();
  expect(wrong(found)).toEqual([]);
  expect([code, found.equal]).toEqual([0, true]);
  expect(found).toMatchObject({ carried: { count: 0 }, unreadable: [], failedRules: [] });
  const count = new Map(found.tables.map(({ table, rows: { live } }) => [table, live]));
  expect(
    Math.min(...['contract', 'invoice', 'drift', 'exception'].map((table) => count.get(table) ?? 0)),
  ).toBeGreaterThan(0);
  expect(err).toMatch(/^making the scratch cell main_verify$/m);
  expect(await rows(`select n.nspname from pg_namespace n where n.nspname like 'main\\_verify%'`)).toEqual([]);
}, 600_000);

it('tells nobody, opens nothing and corrects nothing when everything is taken in again', async () => {
  await until(quiet, 'everything to be worked off', patienceMs);
  const state = async () => ({
    feed: await rows('select f.type, f.aggregate_id, f.payload::text from feed f order by f.id'),
    exceptions: await rows('select e::text as row from exception e order by e.id'),
    events: await rows('select x.exception_id, x.type from exception_event x order by x.id'),
    corrections: await rows('select k::text as row from correction k order by k.id'),
    outbox: await rows('select o::text as row from outbox o order by o.id'),
    records: await goldenDump(running.db.hub),
  });
  const before = await state();
  let replayed = 0;
  for (const system of ['salesforce', 'certinia', 'fusion']) {
    expect(JSON.parse((await cli('replay', '--system', system, '--dry-run', '--json')).out)).toMatchObject({
      unusable: { count: 0 },
      changes: { count: 0, first: [] },
    });
    replayed += JSON.parse((await cli('replay', '--system', system, '--json')).out).replayed;
  }
  expect(replayed).toBeGreaterThan(15);
  await until(quiet, 'everything to be worked off again', patienceMs);
  expect(await state()).toEqual(before);
  const { replayMessages } = await running.ask<{ replayMessages: object }>(
    'integration',
    `mutation { replayMessages(input: { stream: { system: "fusion", stream: "invoice" }, dryRun: true }) {
       started preview { messages hints unusableCount changeCount changes { key what fields { field before after } } }
       errors { message } } }`,
  );
  expect(replayMessages).toEqual({
    started: 0,
    preview: { messages: expect.any(Number), hints: 0, unusableCount: 0, changeCount: 0, changes: [] },
    errors: [],
  });
}, 600_000);

it('names what was changed by hand, and what could not be made anew because its message is not kept', async () => {
  const spoilt = await rows(`
    update milestone m set amount = m.amount + 1
     where m.id = (select o.id from milestone o where o.name = 'Build') returning m.id`);
  const forgotten = await rows(`
    update inbox i set raw = null where i.id = (
      select r.inbox_id from source_record r where r.system = 'salesforce' and r.kind = 'customer') returning i.id`);
  expect([spoilt, forgotten].map((each) => each[1])).toEqual([1, 1]);
  // The scratch cell is folded although the hub's own folds are held up: locks are a cell's own.
  const { code, out } = await whileHeldUp(async (sql) => {
    for (const part of ['0', '1']) await sql.run(`select pg_advisory_xact_lock(${cellLock(72, part)})`);
    return cli('verify');
  });
  expect(code).toBe(1);
  expect(out).toMatch(/^milestone +\d+ +\d+ +1 different/m);
  expect(out).toMatch(
    /^ {2}milestone \S.* \([0-9a-f-]{36}\) is made anew otherwise\n {4}amount: is 60001, made anew 60000$/m,
  );
  expect(out.match(/ is made anew otherwise| is not made anew| is not there/g)).toHaveLength(1);
  expect(out).toMatch(/^Not verified, because their messages are not kept: 1 records, as salesforce customer /m);
  expect(out).toMatch(/the cell is different\.$/);
}, 600_000);

it('says what it waits for when there is no quiet instant, while the live fold is held up', async () => {
  await whileHeldUp(async (sql) => {
    await sql.run(`select pg_advisory_xact_lock(${cellLock(72)})`);
    await rows(`
      insert into fold_mark (kind, golden_id, baseline, correlation_id)
      select 'contract', c.id, false, gen_random_uuid() from contract c limit 1`);
    const { code, err } = await cli('verify', '--wait', '0');
    expect([code, err]).toEqual([
      1,
      expect.stringMatching(
        /^CONFLICT: there was no quiet instant .*: what has been taken in has not been folded yet$/m,
      ),
    ]);
  });
}, 600_000);
