import { readFileSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { dataSource } from '../../ormconfig.ts';
import { throughline } from '../../test/command-line.ts';
import { type RunningHub, runningHub } from '../../test/running-hub.ts';
import { smallFirm } from '../../test/small-firm.ts';
import type { Finding } from './doctor/finding.ts';

let running: RunningHub;
let admin: Awaited<ReturnType<typeof opened>>;
const opened = (url: string) => dataSource({ url, cell: 'main', poolSize: 1 }).initialize();

beforeAll(async () => {
  running = await runningHub(smallFirm().tables);
  admin = await opened(running.db.url);
  // Something for the audit log to hold.
  await running.cookie('finance');
  await running.cookie('auditor');
  await running.until(async () => {
    const [row] = await admin.query('select count(*)::int as count from audit_chain');
    return row.count >= 2;
  }, 'the chain');
});
afterAll(async () => {
  await admin.destroy();
  await running.close();
});

async function doctor(environment = running.environment): Promise<{ code: number; findings: Finding[] }> {
  const { code, out } = await throughline(environment, ['doctor', '--json']);
  return { code, findings: (JSON.parse(out) as { findings: Finding[] }).findings };
}

// The server of the tests is made fast at the price of safety, and the doctor says so.
const ofTheServer = ['setting fsync', 'setting full_page_writes'];

const failures = ({ findings }: { findings: Finding[] }) =>
  findings
    .filter(({ check, state }) => state === 'failure' && !ofTheServer.includes(check))
    .map(({ check, sentence }) => `${check}: ${sentence}`);

/** What the doctor finds wrong between two statements. */
async function wrongBetween(spoil: string, mend: string): Promise<string[]> {
  await admin.query(spoil);
  try {
    const found = await doctor();
    expect(found.code).toBe(found.findings.some(({ state }) => state === 'failure') ? 1 : 0);
    return failures(found);
  } finally {
    await admin.query(mend);
  }
}

it('finds nothing wrong with a hub that has taken in its firm', async () => {
  const found = await doctor();
  expect(failures(found)).toEqual([]);
  const states = new Map(found.findings.map(({ check, state }) => [check, state]));
  for (const check of [
    'row security',
    'reader without a scope',
    'audit log',
    'histories',
    'feed positions',
    'migrations',
  ]) {
    expect([check, states.get(check)]).toEqual([check, 'ok']);
  }
});

it('prints a table for people, with how many checks hold', async () => {
  const { out } = await throughline(running.environment, ['doctor']);
  expect(out).toMatch(/^ok +audit log +\d+ entries are as they were written/m);
  expect(out).toMatch(/^FAIL +setting fsync +off: what is acknowledged may be lost with the power$/m);
  expect(out).toMatch(/\n\d+ ok, \d+ warnings, 2 failures$/);
});

it.each([
  [
    'changed',
    `update audit_log set actor = 'persona:nobody' where id = (select min(id) from audit_log)`,
    `update audit_log set actor = 'hub' where id = (select min(id) from audit_log)`,
    /the entry at position 1 is not as written/,
  ],
  [
    'removed from the end, with its link',
    `create table kept as select * from audit_chain where pos = (select max(pos) from audit_chain);
     delete from audit_chain where pos = (select max(pos) from audit_chain)`,
    'insert into audit_chain select * from kept; drop table kept',
    /the chain ends at \d+ and should end at \d+/,
  ],
  [
    'slipped in as if it were old',
    `insert into audit_log (xid, at, actor, action, subject, detail, correlation_id)
     values ((select min(xid) from audit_log), now(), 'persona:finance', 'correction.approved', 'x', '{}', gen_random_uuid())`,
    `delete from audit_log where subject = 'x'`,
    /the entry \d+ was not written by the hub/,
  ],
])('finds an audit entry that was %s', async (_how, spoil, mend, sentence) => {
  expect(await wrongBetween(spoil, mend)).toContainEqual(expect.stringMatching(sentence));
});

it.each([
  ['row security', 'alter table invoice no force row level security', 'alter table invoice force row level security'],
  [
    'reader without a scope',
    'create policy careless on invoice for select to throughline_reader using (true)',
    'drop policy careless on invoice',
  ],
  ['database roles', 'create table stray (id int); alter table stray owner to throughline_hub', 'drop table stray'],
  [
    'histories',
    `update invoice_history set known_to = '2999-01-01' where known_to = 'infinity'`,
    `update invoice_history set known_to = 'infinity' where known_to = '2999-01-01'`,
  ],
  ['feed positions', 'update sequencer set last_pos = last_pos + 1', 'update sequencer set last_pos = last_pos - 1'],
  ['feed retention', 'update feed_position set feed_id = -feed_id', 'update feed_position set feed_id = -feed_id'],
  [
    'views',
    'alter view main_asof.invoice set (security_invoker = false)',
    'alter view main_asof.invoice set (security_invoker = true)',
  ],
])('finds what is wrong with: %s', async (check, spoil, mend) => {
  const found = await wrongBetween(spoil, mend);
  expect(found).toContainEqual(expect.stringMatching(new RegExp(`^${check}: `)));
});

it('asks for partitions for this month and two more, and names the command that makes them', async () => {
  await admin.query(`create table several (at timestamptz not null) partition by range (at)`);
  await admin.query('alter table several enable row level security; alter table several force row level security');
  const [{ next }] = await admin.query(
    `select to_char(date_trunc('month', now()) + interval '1 month', 'YYYY-MM') as next`,
  );
  expect(failures(await doctor())).toEqual([
    expect.stringMatching(`^partitions of several: throughline partitions makes .* none for: .*, ${next}, `),
  ]);
  for (const month of [0, 1, 2]) {
    await admin.query(
      `do $$ begin execute format('create table several_${month} partition of several for values from (%L) to (%L)',
         date_trunc('month', now()) + interval '${month} months', date_trunc('month', now()) + interval '${month + 1} months');
       end $$`,
    );
  }
  const { findings } = await doctor();
  await admin.query('drop table several');
  expect(findings).toContainEqual({
    check: 'partitions of several',
    state: 'ok',
    sentence: 'made for this month and 2 more',
  });
});

it('says that it could not look where it may not', async () => {
  const found = await wrongBetween(
    'revoke select on invoice from throughline_hub',
    'grant select on invoice to throughline_hub',
  );
  expect(found).toEqual(['data: could not be checked: permission denied for table invoice']);
});

it('says which step is missing, and looks no further', async () => {
  const name = 'SignIn1764000000100';
  const found = await wrongBetween(
    `update migrations set name = 'x' where name = '${name}'`,
    `update migrations set name = '${name}' where name = 'x'`,
  );
  expect(found).toEqual([`migrations: throughline migrate has not run: ${name}`]);
});

it("refuses the sandbox's waits against a system that is not on this machine", async () => {
  const file = running.environment['HUB_CONFIG'] as string;
  const remote = `${file}.remote.json`;
  const config = JSON.parse(readFileSync(file, 'utf8'));
  config.systems[2].baseUrl = 'https://fusion.example.com';
  writeFileSync(remote, JSON.stringify(config));
  const found = await doctor({ ...running.environment, HUB_CONFIG: remote });
  expect(failures(found)).toEqual([
    'timing: the sandbox profile is refused against systems that are not on this machine: fusion (fusion.example.com)',
  ]);
});

it('says where the database should be when it is not there', async () => {
  const away = { ...running.environment, DATABASE_URL: 'postgres://nobody@127.0.0.1:1/nowhere' };
  const { code, err } = await throughline(away, ['doctor']);
  expect([code, err]).toEqual([
    1,
    expect.stringMatching(/^DATABASE_UNAVAILABLE: 127\.0\.0\.1:1\/nowhere: .*ECONNREFUSED/),
  ]);
});
