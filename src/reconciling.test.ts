import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { changeUntold, hide, keysOf } from '../sandbox/mischief.ts';
import { throughline } from '../test/command-line.ts';
import { type RunningHub, runningHub } from '../test/running-hub.ts';
import { smallFirm } from '../test/small-firm.ts';
import type { Finding } from './cli/doctor/finding.ts';

const firm = smallFirm();
const milestones = { system: 'psa', object: 'pse__Milestone__c' } as const;
let running: RunningHub;
beforeAll(async () => {
  running = await runningHub(firm.tables);
});
afterAll(() => running.close());

interface Stream {
  system: string;
  name: string;
  overlapSeconds: number | null;
  latenessP99Seconds: number | null;
  lastScan: { finishedAt: string; outcome: string; reason: string | null; changed: number; gone: number } | null;
}

async function milestoneStream(persona = 'integration'): Promise<Stream | undefined> {
  const { streams } = await running.ask<{ streams: Stream[] }>(
    persona,
    '{ streams { system name overlapSeconds latenessP99Seconds lastScan { finishedAt outcome reason changed gone } } }',
  );
  return streams.find(({ system, name }) => system === 'certinia' && name === 'milestone');
}

const compare = (stream: string) =>
  running.ask<{ reconcileStream: { started: number; errors: { code: string }[] } }>(
    'integration',
    `mutation { reconcileStream(input: { system: "certinia", stream: "${stream}" }) { started errors { code } } }`,
  );

async function doctor(check: string): Promise<Finding | undefined> {
  const { out } = await throughline(running.environment, ['doctor', '--json']);
  return (JSON.parse(out) as { findings: Finding[] }).findings.find((each) => each.check === check);
}

const reconcile = (...args: string[]) => throughline(running.environment, ['reconcile', 'certinia', ...args]);

it('gets what a poll could not have seen when it is asked to compare, and tells what it found', async () => {
  expect(await milestoneStream()).toMatchObject({ lastScan: null, overlapSeconds: null });
  expect(await doctor('late sources')).toMatchObject({ state: 'ok' });
  const [key] = keysOf(running.world, milestones) as [string];
  changeUntold(running.world, { ...milestones, key }, { Name: 'Renamed' }, new Date(Date.now() - 60_000));
  expect(await compare('milestone')).toEqual({ reconcileStream: { started: 1, errors: [] } });
  await running.until(async () => {
    const rows = await running.db.hub.query(
      `select r.attributes->>'name' as name from source_record r where r.system = 'certinia' and r.key = $1`,
      [key],
    );
    return rows[0]?.name === 'Renamed';
  }, 'the change');
  const told = await running.until(async () => {
    const stream = await milestoneStream();
    return stream?.lastScan != null && stream;
  }, 'the scan');
  expect(told).toMatchObject({
    overlapSeconds: 6,
    latenessP99Seconds: null,
    lastScan: { outcome: 'complete', reason: null, changed: 1, gone: 0 },
  });
  expect(new Date(told.lastScan?.finishedAt ?? '').getTime()).toBeGreaterThan(Date.now() - 60_000);
  expect(await doctor('late sources')).toMatchObject({
    state: 'warning',
    sentence: 'certinia/milestone: late changes were found by a scan, so its polls look back 6 s',
  });
  expect(await doctor('reconciliation')).toMatchObject({
    state: 'ok',
    sentence: expect.stringMatching(/^1 streams, \d+ records: 0 missing, 1 changed, 0 deleted the last time$/),
  });
});

it('shows what came of a scan to nobody who sees a part of the group alone', async () => {
  expect((await milestoneStream('finance-de01'))?.lastScan).toBeNull();
});

it('says how late 99 of 100 late changes came', async () => {
  await running.db.hub.query(
    `insert into stream_lateness (system, stream, day, seconds, rows)
     select 'certinia', 'milestone', current_date, i.seconds, 1 from generate_series(1, 200) as i (seconds)`,
  );
  expect(await milestoneStream()).toMatchObject({ latenessP99Seconds: 198 });
});

it('refuses to compare a stream that is not there', async () => {
  const { reconcileStream } = await compare('nothing');
  expect(reconcileStream).toMatchObject({ started: 0, errors: [{ code: 'UNKNOWN_SYSTEM' }] });
});

it('compares from the command line, for people and for programs, and changes nothing in a dry run', async () => {
  const [key] = keysOf(running.world, milestones) as [string];
  changeUntold(running.world, { ...milestones, key }, { Name: 'Again' }, new Date(Date.now() - 50_000));
  const dry = await reconcile('milestone', '--dry-run');
  expect(dry.code).toBe(0);
  expect(dry.out).toMatch(/^milestone +complete +\d+ +0 +1 +0 +0$/m);
  expect(dry.out).toContain('Nothing was read again or taken for deleted.');
  const said = await reconcile('--whole', '--json');
  expect([said.code, said.err]).toEqual([0, '']);
  const { streams, dryRun } = JSON.parse(said.out) as { streams: Record<string, unknown>[]; dryRun: boolean };
  expect(dryRun).toBe(false);
  expect(streams.find(({ stream }) => stream === 'milestone')).toMatchObject({ outcome: 'complete', changed: 1 });
  expect(streams.every(({ outcome }) => outcome === 'complete')).toBe(true);
  const audited = await running.db.hub.query(
    `select a.subject, a.detail from audit_log a where a.action = 'stream.reconcile' order by a.id`,
  );
  expect(audited.at(-1)).toEqual({ subject: 'certinia', detail: { whole: true, acceptFewer: false } });
});

it('fails, and the doctor warns, when a scan is not taken for the whole', async () => {
  const show = hide(running.world, milestones, keysOf(running.world, milestones));
  const { code, out } = await reconcile('milestone');
  expect(code).toBe(1);
  expect(out).toMatch(/^milestone +access_lost +0 +0 +0 +3 +0$/m);
  expect(out).toMatch(/^milestone: what has stood longest \(.*\) is not readable any more: access may be lost$/m);
  expect(await doctor('reconciliation')).toMatchObject({
    state: 'warning',
    sentence: expect.stringMatching(/^certinia\/milestone: access_lost, nothing was deleted: what has stood longest /),
  });
  show();
});

it('says what there is when a system or a stream is not there, and goes on past one that can not be read', async () => {
  expect(await throughline(running.environment, ['reconcile', 'nobody'])).toMatchObject({
    code: 1,
    err: expect.stringContaining('UNKNOWN_SYSTEM: no system "nobody" is configured'),
  });
  expect((await reconcile('nothing')).err).toContain('certinia has no stream "nothing"');
  running.world.simulators.psa.faults.throttled = true;
  const { code, out } = await reconcile('--json');
  running.world.simulators.psa.faults.throttled = false;
  const { streams } = JSON.parse(out) as { streams: { outcome: string; reason: string }[] };
  expect([code, streams.length > 1]).toEqual([1, true]);
  expect(streams.every(({ outcome, reason }) => outcome === 'failed' && reason.includes('LIMIT'))).toBe(true);
});
