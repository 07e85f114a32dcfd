import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { amend, correct, held, openRules } from '../test/amendment.ts';
import { throughline } from '../test/command-line.ts';
import { type RunningHub, runningHub } from '../test/running-hub.ts';
import { smallFirm } from '../test/small-firm.ts';
import { withToldSystem } from '../test/told-hub.ts';
import { signed, tells } from '../test/told-system.ts';

const firm = smallFirm();
let running: RunningHub;
beforeAll(async () => {
  running = await runningHub(firm.tables, withToldSystem);
});
afterAll(() => running.close());

interface Way {
  direction: 'IN' | 'OUT';
  state: string;
  reason: string | null;
  askedBy: string | null;
  until: string | null;
  remaining: number;
  breaker: string;
  failures: number;
}

const ways = 'ways { direction state reason askedBy until remaining breaker failures }';

async function way(system: string, direction: 'IN' | 'OUT', persona = 'integration'): Promise<Way> {
  const { systems } = await running.ask<{ systems: { name: string; ways: Way[] }[] }>(
    persona,
    `{ systems { name ${ways} } }`,
  );
  const found = systems.find(({ name }) => name === system)?.ways.find((each) => each.direction === direction);
  if (found === undefined) throw new Error(`no ${system} ${direction}`);
  return found;
}

interface Answer {
  system: { ways: Way[] } | null;
  errors: { code: string; message: string }[];
}

async function asks(verb: 'pause' | 'drain' | 'resume', input: object): Promise<Answer> {
  const type = verb === 'resume' ? 'ResumeSystemInput' : 'HaltSystemInput';
  const answer = await running.ask<Record<string, Answer>>(
    'integration',
    `mutation ($input: ${type}!) { ${verb}System(input: $input) { system { ${ways} } errors { code message } } }`,
    { input: { reason: 'a test', ...input } },
  );
  return answer[`${verb}System`] as Answer;
}

const rows = (text: string, params: unknown[] = []) => running.db.hub.query(text, params);
const audited = async () =>
  (await rows(`select count(*)::int as count from audit_log a where a.action like 'system.%'`))[0].count as number;

const told = (key: string, version: string, name: string) =>
  fetch(
    `${running.hub.url}/webhooks/timekeeper`,
    signed(tells('project', [{ key, version, values: { name }, legalEntity: 'DE01' }])),
  );
const untold = () =>
  rows(`select i.state from inbox i where i.system = 'timekeeper' and i.type = 'record' order by i.id`);

it('keeps in order what a paused system tells, while the others go on, and applies it when it is resumed', async () => {
  expect(await asks('pause', { system: 'timekeeper' })).toMatchObject({ errors: [] });
  expect((await told('P-1', '2026-03-01T10:00:00Z', 'First')).status).toBeLessThan(300);
  expect((await told('P-1', '2026-03-01T11:00:00Z', 'Second')).status).toBeLessThan(300);
  // The others are at work: a change of theirs goes all the way through while this one stands still.
  await amend(running, firm);
  await running.until(async () => (await openRules(running)).includes('R02'), 'what the ERP lacks');
  expect(await untold()).toEqual([{ state: 'new' }, { state: 'new' }]);
  expect(await way('timekeeper', 'IN')).toMatchObject({ state: 'PAUSED', remaining: 2, reason: 'a test' });

  await asks('resume', { system: 'timekeeper' });
  await running.until(async () => (await untold()).every(({ state }: { state: string }) => state !== 'new'), 'them');
  const [record] = await rows(
    `select r.attributes->>'name' as name from source_record r where r.system = 'timekeeper'`,
  );
  expect(record).toEqual({ name: 'Second' });
  // What the ERP is still told of the hold would be counted among what is told of a correction.
  await held(running);
});

it('reads nothing from a system whose way in is paused: no poll and no hint, until it is resumed', async () => {
  await asks('pause', { system: 'salesforce', direction: 'IN' });
  expect((await way('salesforce', 'OUT')).state).toBe('RUNNING');
  const { pollStream } = await running.ask<{ pollStream: Answer }>(
    'integration',
    'mutation { pollStream(input: { system: "salesforce", stream: "contract" }) { started errors { code message } } }',
  );
  expect(pollStream.errors).toMatchObject([{ code: 'SYSTEM_HALTED' }]);
  const { streams } = await running.ask<{ streams: { system: string; paused: boolean }[] }>(
    'integration',
    '{ streams { system paused } }',
  );
  expect(new Set(streams.filter(({ paused }) => paused).map(({ system }) => system))).toEqual(new Set(['salesforce']));
  await rows(
    `insert into inbox (received_at, system, stream, type, origin, object, key, stripe, correlation_id)
     select clock_timestamp(), 'salesforce', 'contract', 'hint', 'webhook', 'Contract', $1, 0, gen_random_uuid()`,
    [firm.contract.record.Id],
  );
  const hint = async () =>
    (await rows(`select i.state, i.attempts from inbox i where i.system = 'salesforce' order by i.id desc limit 1`))[0];
  // Another system's polls come and go meanwhile.
  const polled = async () =>
    (await rows(`select min(s.last_success_at) as at from stream s where s.system = 'certinia'`))[0].at as string;
  const before = await polled();
  await running.until(async () => (await polled()) > before, 'polls of the PSA');
  expect(await hint()).toEqual({ state: 'new', attempts: 0 });
  await asks('resume', { system: 'salesforce', direction: 'IN' });
  const isDone = () =>
    rows(`select 1 from inbox i where i.system = 'salesforce' and i.type = 'hint' and i.state = 'new'`);
  await running.until(async () => (await isDone()).length === 0, 'the hint');
});

it('lets lanes grow in order, with their money, while the way out is paused, and then goes on', async () => {
  const { erp, psa } = running.world.simulators;
  const writes = () => erp.effects.length;
  const before = writes();
  // What is to come to rest takes on nothing new; what is paused does, and keeps it.
  await asks('drain', { system: 'fusion', direction: 'OUT' });
  await expect(correct(running)).rejects.toThrow('SYSTEM_HALTED');
  await asks('pause', { system: 'fusion', direction: 'OUT' });
  const id = await correct(running);
  await running.until(async () => psa.effects.some(({ action }) => action === 'create'), 'the milestone in the PSA');
  const { pendingFinancialUpdates: pending } = await running.ask<{
    pendingFinancialUpdates: { system: string; outcome: string; attempts: number; amount: object | null }[];
  }>('finance', '{ pendingFinancialUpdates { system outcome attempts amount { formatted } } }');
  const waiting = pending.filter(({ system }) => system === 'fusion');
  expect(waiting.map(({ attempts }) => attempts)).toEqual(waiting.map(() => 0));
  expect(waiting.filter(({ outcome }) => outcome === 'READY').map(({ amount }) => amount)).toEqual([
    { formatted: '30,000.50 EUR' },
    { formatted: '45,000.00 EUR' },
    null,
  ]);
  expect([writes(), (await way('fusion', 'OUT')).remaining]).toEqual([before, 3]);

  // Whoever asks for it to come to rest instead lets go what has been approved, and is told when it is through.
  await asks('drain', { system: 'fusion', direction: 'OUT' });
  await running.until(async () => (await way('fusion', 'OUT')).state === 'DRAINED', 'the end of what had begun');
  expect(erp.effects.slice(before).filter(({ action }) => action === 'create')).toHaveLength(1);
  await asks('resume', { system: 'fusion' });
  const { corrections } = await running.ask<{ corrections: { nodes: { id: string; state: string }[] } }>(
    'finance',
    '{ corrections { nodes { id state } } }',
  );
  expect(corrections.nodes.map((each) => each.id)).toContain(id);
});

it('leaves a system alone that does not answer, says so, and goes on once a probe is answered', async () => {
  const { erp } = running.world.simulators;
  await erp.stop();
  const open = await running.until(async () => {
    const state = await way('fusion', 'IN');
    return state.breaker === 'OPEN' ? state : undefined;
  }, 'the open breaker');
  expect(open.failures).toBeGreaterThanOrEqual(5);
  expect(await way('certinia', 'IN')).toMatchObject({ breaker: 'CLOSED', failures: 0 });
  const late = () => rows(`select s.name from stream s where s.system = 'fusion' and s.failing_since is null`);
  await running.until(async () => (await late()).length === 0, 'every stream of it to say that it fails');
  await erp.start();
  await running.until(async () => (await way('fusion', 'IN')).breaker === 'CLOSED', 'the closed breaker');
  const failing = () => rows(`select s.name from stream s where s.system = 'fusion' and s.failing_since is not null`);
  await running.until(async () => (await failing()).length === 0, 'every stream of it to be read');
});

it('asks for nothing twice, ends a pause by itself, and refuses what can not be meant', async () => {
  const until = '2100-01-01T00:00:00.000Z';
  const before = await audited();
  for (const _again of [1, 2]) {
    expect(await asks('pause', { system: 'salesforce', direction: 'OUT', until })).toMatchObject({ errors: [] });
  }
  expect(await audited()).toBe(before + 1);
  expect(await way('salesforce', 'OUT')).toMatchObject({ state: 'PAUSED', until, askedBy: 'persona:integration' });
  await rows(`update system_way w set until = clock_timestamp() where w.system = 'salesforce' and w.direction = 'out'`);
  expect(await way('salesforce', 'OUT')).toMatchObject({ state: 'RUNNING', reason: null, until: null });
  expect(await asks('resume', { system: 'salesforce' })).toMatchObject({ errors: [] });
  expect(await audited()).toBe(before + 1);

  const refused = async (input: object) => (await asks('pause', input)).errors.map(({ code }) => code);
  expect(await refused({ system: 'nowhere' })).toEqual(['UNKNOWN_SYSTEM']);
  expect(await refused({ system: 'fusion', reason: ' ' })).toEqual(['BAD_USER_INPUT']);
  expect(await refused({ system: 'fusion', until: '2020-01-01T00:00:00Z' })).toEqual(['BAD_USER_INPUT']);
  const byFinance = await running.raw('finance', {
    query: 'mutation { pauseSystem(input: { system: "fusion", reason: "x" }) { errors { code } } }',
  });
  expect(byFinance.body.errors?.[0]?.extensions.code).toBe('FORBIDDEN');
});

it('halts and resumes from the command line, and only says what it would do when asked to', async () => {
  const cli = (...args: string[]) => throughline(running.environment, ['system', ...args]);
  const dry = await cli('pause', 'certinia', '--out', '--reason', 'release', '--dry-run');
  expect(dry).toMatchObject({ code: 0, out: expect.stringMatching(/^certinia \(out\) would be paused\.\n/) });
  expect((await way('certinia', 'OUT')).state).toBe('RUNNING');
  const args = ['certinia', '--out', '--reason', 'release', '--until', '2100-01-01T00:00:00Z', '--json'];
  expect(JSON.parse((await cli('drain', ...args)).out)).toMatchObject({
    ways: [{ direction: 'out', halt: 'draining', until: '2100-01-01T00:00:00.000Z', changed: true }],
    remaining: { out: 0 },
  });
  const { out } = await cli('list');
  expect(out).toMatch(/certinia +psa +write +out +drained +0 +closed +release \(operator:\S+\) until 2100/);
  expect((await cli('resume', 'certinia', '--reason', 'done')).out).toMatch(
    /^certinia \(in\) is running already\.\ncertinia \(out\) is running\.\n/,
  );
  expect(await cli('pause', 'certinia', '--reason', 'x', '--until', 'tonight')).toMatchObject({
    code: 1,
    err: expect.stringMatching(/^BAD_USER_INPUT: --until/),
  });
});
