import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { throughline } from '../../test/command-line.ts';
import { testDatabase } from '../../test/database.ts';
import { type RunningHub, runningHub } from '../../test/running-hub.ts';
import { smallFirm } from '../../test/small-firm.ts';

let running: RunningHub;
let folder: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'cli-'));
  running = await runningHub(smallFirm().tables);
});
afterAll(async () => {
  await running.close();
  rmSync(folder, { recursive: true, force: true });
});

const cli = (...args: string[]) => throughline(running.environment, args);
const audited = (action: string) =>
  running.db.hub.query('select a.actor, a.subject, a.detail from audit_log a where a.action = $1 order by a.id desc', [
    action,
  ]);

it('has nothing to migrate in a database that is up to date', async () => {
  expect(await cli('migrate')).toEqual({ code: 0, out: 'The database is up to date.', err: '' });
});

it('brings an empty database to the newest schema, and keeps that it did', async () => {
  const empty = await testDatabase('template0');
  const environment = { ...running.environment, DATABASE_URL: empty.url };
  const { code, out } = await throughline(environment, ['migrate', '--json']);
  const { ran } = JSON.parse(out) as { ran: string[] };
  expect([code, ran[0]]).toEqual([0, 'Reference1763900000001']);
  const [entry] = await empty.hub.query('select a.action, a.detail from audit_log a');
  expect(entry).toEqual({ action: 'database.migrate', detail: { ran } });
  await empty.close();
});

it("tries the examples of every rule file in both evaluators, and by one when there's no database", async () => {
  const { code, out } = await cli('rules', 'test');
  expect([code, out]).toEqual([0, expect.stringMatching(/^ok +billing\/R03-[\w-]+\.json +fires +\S.*$/m)]);
  expect(out).toMatch(/\n\d+ rules, \d+ examples, 0 do not hold$/);
  const alone = await throughline({}, ['rules', 'test', 'rules']);
  expect(alone.code).toBe(0);
  expect(alone.err).toMatch(/^Without a database .*: the examples are tried by json-rules-engine alone\.$/);
});

it('says which example does not hold, and which file is not a rule', async () => {
  const rules = join(folder, 'rules');
  cpSync('rules/billing', rules, { recursive: true });
  const file = join(rules, 'R16-duplicate-billing.json');
  const rule = JSON.parse(readFileSync(file, 'utf8'));
  const fires = rule.examples.find((example: { outcome: string }) => example.outcome === 'fires');
  fires.amount = '-1';
  writeFileSync(file, JSON.stringify(rule));
  const wrong = await cli('rules', 'test', rules, '--json');
  expect([wrong.code, JSON.parse(wrong.out).failed]).toEqual([1, 1]);
  writeFileSync(file, JSON.stringify({ ...rule, conditions: { all: [] } }));
  const broken = await cli('rules', 'test', rules);
  expect(broken).toMatchObject({ code: 1, err: expect.stringMatching(/^RULE_INVALID: R16-duplicate-billing\.json: /) });
});

it('sweeps the whole book, whether a hub runs or not', async () => {
  const { code, out } = await cli('sweep', '--json');
  const { rules, correlationId } = JSON.parse(out) as { rules: { rule: string }[]; correlationId: string };
  expect([code, rules.map(({ rule }) => rule)]).toEqual([0, expect.arrayContaining(['R03', 'R16'])]);
  expect(await audited('book.sweep')).toMatchObject([{ subject: 'book', actor: expect.stringMatching(/^operator:/) }]);
  const traced = await cli('trace', correlationId, '--json');
  expect(JSON.parse(traced.out).steps).toMatchObject([{ stage: 'audit' }]);
});

it('takes messages in again: of a system, in a time, or only the parked ones', async () => {
  const all = await cli('replay', '--system', 'fusion', '--stream', 'invoice', '--json');
  expect([all.code, JSON.parse(all.out).replayed]).toEqual([0, 1]);
  const past = await cli('replay', '--system', 'fusion', '--to', '2001-01-01', '--json');
  expect(JSON.parse(past.out).replayed).toBe(0);
  const ahead = await cli('replay', '--system', 'fusion', '--from', '2100-01-01T00:00:00Z', '--json');
  expect(JSON.parse(ahead.out).replayed).toBe(0);
  await running.db.hub.query(
    `update inbox set state = 'parked', reason_code = 'MAPPING_FAILED' where id = (select min(id) from inbox where system = 'certinia' and state = 'done')`,
  );
  const parked = await cli('replay', '--parked', '--json');
  expect(JSON.parse(parked.out).replayed).toBe(1);
  await running.until(async () => {
    const [row] = await running.db.hub.query(
      `select count(*)::int as open from inbox i where i.state in ('new', 'parked')`,
    );
    return row.open === 0;
  }, 'the replayed messages');
  expect(
    (await audited('inbox.replay')).map(({ detail }: { detail: { replayed: number } }) => detail.replayed),
  ).toEqual([1, 0, 0, 1]);
});

it('replays nothing that was not named', async () => {
  const refusals = [
    [[], /^BAD_USER_INPUT: name a --system, or --parked/],
    [['--stream', 'invoice', '--parked'], /^BAD_USER_INPUT: --stream: of which --system\?/],
    [['--system', 'sap'], /^UNKNOWN_SYSTEM: --system: no system "sap" is configured; there are salesforce/],
    [['--system', 'fusion', '--from', 'yesterday'], /^BAD_USER_INPUT: --from: "yesterday" is not an instant/],
  ] as const;
  for (const [args, sentence] of refusals) {
    const said = await cli('replay', ...args);
    expect([args, said.code, said.err]).toEqual([args, 1, expect.stringMatching(sentence)]);
  }
});

it('finds a Throughline that runs from its folder, and says so', async () => {
  const note = join(folder, '.throughline');
  mkdirSync(note);
  const environment = running.environment;
  writeFileSync(
    join(note, 'running.json'),
    JSON.stringify({ pid: process.pid, url: running.hub.url, demoKey: 'x', environment }),
  );
  const found = await throughline({}, ['token', 'list'], { folder });
  expect(found).toMatchObject({
    code: 0,
    err: `Using the Throughline that runs from this folder, at ${running.hub.url}.`,
  });
  const own = await throughline({ DATABASE_URL: 'postgres://own/database' }, ['token', 'list'], { folder });
  expect(own.err).toMatch(/^CONFIG_INVALID: .*hub\.config\.json is missing; npm start runs a sandbox without one/);
  // Nothing runs under this id any more.
  writeFileSync(join(note, 'running.json'), JSON.stringify({ pid: 2 ** 22 + 1, url: 'x', environment }));
  expect((await throughline({}, ['token', 'list'], { folder })).err).toMatch(/^CONFIG_INVALID/);
});

it('tells misuse from failure by its exit code', async () => {
  expect((await cli('nonsense')).code).toBe(2);
  expect((await cli('trace')).code).toBe(2);
  expect((await cli('trace', 'x')).code).toBe(1);
  expect((await cli('--help')).code).toBe(0);
});
