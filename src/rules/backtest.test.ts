import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { dataSource } from '../../ormconfig.ts';
import { throughline } from '../../test/command-line.ts';
import { type FirmHub, firmHub } from '../../test/firm-hub.ts';
import { draftRule } from '../../test/rule-folder.ts';
import { smallFirm } from '../../test/small-firm.ts';
import { sweep } from '../../test/sweep-book.ts';
import { lookBack, transaction, withConnection } from '../entities/sql.ts';
import { type Backtest, judgeAsOf, monthEnds } from './backtest.ts';
import { registerRules } from './register-rules.ts';
import { storedRule } from './rule-book.ts';
import type { RuleFile } from './rule-file.ts';

// What the hub has learned, it learned so many days ago.
const knownForDays = 100;

let folder: string;
let hub: FirmHub;
let admin: Awaited<ReturnType<typeof opened>>;
const opened = (url: string) => dataSource({ url, cell: 'main', poolSize: 1 }).initialize();

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'backtest-'));
  hub = await firmHub(smallFirm().tables);
  admin = await opened(hub.db.url);
  await hub.poll();
  await hub.settle();
  const histories: { name: string }[] = await admin.query(
    `select t.relname as name from pg_class t
      where t.relnamespace = 'main'::regnamespace and t.relname like '%\\_history' and t.relkind = 'r'`,
  );
  for (const { name } of histories) {
    await admin.query(`update ${name} set known_from = known_from - interval '${knownForDays} days'`);
  }
  await sweep(hub);
});
afterAll(async () => {
  await admin.destroy();
  await hub.close();
  rmSync(folder, { recursive: true, force: true });
});

/** The hub learns at an instant that the draft has been sent, at another total. */
async function sendDraft(at: string): Promise<void> {
  const columns: { list: string }[] = await admin.query(
    `select string_agg(a.attname, ', ' order by a.attnum) as list from pg_attribute a
      where a.attrelid = 'main.invoice'::regclass and a.attnum > 0 and not a.attisdropped`,
  );
  const list = columns[0]?.list;
  await admin.query(`update invoice_history set known_to = '${at}'`);
  await admin.query(`update invoice set status = 'issued', total = 60000`);
  await admin.query(`insert into invoice_history (${list}, known_from) select ${list}, '${at}' from invoice`);
}

const written = () =>
  admin.query(
    `select (select count(*) from rule_version) as versions, (select count(*) from exception) as exceptions,
            (select count(*) from feed) as feed, (select count(*) from shadow_finding) as shadow,
            (select count(*) from audit_log) as audit, (select count(*) from cannot_evaluate) as unknown`,
  );

async function backtest(rule: object, ...args: string[]): Promise<Backtest> {
  const file = join(folder, 'R90.json');
  writeFileSync(file, JSON.stringify(rule));
  const { code, out, err } = await throughline(hub.environment, ['rules', 'backtest', file, '--json', ...args]);
  if (code !== 0) throw new Error(out + err);
  return JSON.parse(out);
}

it('knows the ends of months, the last of which is now', () => {
  expect(monthEnds(new Date('2026-01-31T23:00:00Z'), 2)).toEqual([
    { asOf: '2025-12-01T00:00:00.000Z', month: '2025-11' },
    { asOf: '2026-01-01T00:00:00.000Z', month: '2025-12' },
    { asOf: '2026-01-31T23:00:00.000Z', month: '2026-01' },
  ]);
});

it('says nothing as long as the first load goes on', async () => {
  const { historyBegins, points, overlap } = await backtest(draftRule(), '--months', '2');
  expect(historyBegins).toBeNull();
  expect(points.map(({ known, fires }) => [known, fires])).toEqual([1, 2, 3].map(() => [false, null]));
  expect(overlap).toEqual({ subjects: 0, ofThem: 0 });
  await admin.query(
    `insert into job_fire (job, slot, fired_at) values ('baseline', 'epoch', now() - interval '${knownForDays} days')`,
  );
});

it('says what a draft would have found in each month since the history began, and writes nothing', async () => {
  const before = await written();
  const { points, distinctSubjects, overlap, historyBegins } = await backtest(draftRule({ life: 'draft' }));
  expect(await written()).toEqual(before);
  expect(points).toHaveLength(13);
  const known = points.filter((point) => point.known);
  expect(known.map(({ asOf }) => asOf)).toEqual(
    points.map(({ asOf }) => asOf).filter((asOf) => asOf >= (historyBegins ?? '')),
  );
  // A hundred days hold at least three ends of months, and at most four.
  expect([4, 5]).toContain(known.length);
  const [first, ...rest] = known;
  const always = { fires: 1, cannotEvaluate: 0, withoutAmount: 0, atStake: [{ currency: 'EUR', amount: '55000.5' }] };
  expect(first).toMatchObject({ ...always, fresh: null });
  for (const point of rest) expect(point).toMatchObject({ ...always, fresh: 0 });
  expect(points[0]).toMatchObject({ known: false, fires: null, fresh: null, cannotEvaluate: null, atStake: [] });
  expect([distinctSubjects, overlap]).toEqual([1, { subjects: 1, ofThem: 0 }]);
});

it('prints a line a month, says which are before the history, and ends with the total', async () => {
  await backtest(draftRule());
  const { out } = await throughline(hub.environment, ['rules', 'backtest', join(folder, 'R90.json'), '--months', '12']);
  const lines = out.split('\n');
  expect(lines[0]).toMatch(/^month +fires +new +cannot evaluate +at stake$/);
  expect(lines[1]).toMatch(/^\d{4}-\d\d +before the history begins$/);
  expect(lines[13]).toMatch(/^\d{4}-\d\d \(now\) +1 +0 +0 +55,000\.50 EUR$/);
  expect(lines.at(-1)).toMatch(
    /^Total: R90 version 1 would have fired on 1 different records \(invoice\) at [45] of 13 instants\. It fires on 1 of them now, of which 0 /,
  );
});

it('takes no stream to have been known further than the instant that is looked at', async () => {
  const asOf = new Date(Date.now() - 30 * 86_400_000).toISOString();
  const known = (at: string) =>
    lookBack(hub.db.hub, { cell: 'main', asOf: at }, (sql) =>
      sql.row<{ furthest: string; streams: number }>(
        'select max(s.known_through) as furthest, count(s.known_through)::int as streams from stream_coverage s',
      ),
    );
  const now = await known(new Date().toISOString());
  expect(now?.furthest).not.toBe(asOf);
  expect(await known(asOf)).toEqual({ furthest: asOf, streams: now?.streams });
});

it('counts what others find too, and what can not be evaluated', async () => {
  const onLines = {
    entity: 'invoice_line',
    amount: { fact: 'unacceptedAmount' },
    conditions: { fact: 'unacceptedAmount', operator: 'greaterThan', value: '0' },
    sentence: 'Not accepted.',
    examples: [
      { title: 'not accepted', given: { unacceptedAmount: '1' }, outcome: 'fires' },
      { title: 'accepted', given: { unacceptedAmount: '0' }, outcome: 'passes' },
      { title: 'not known', given: { unacceptedAmount: null }, outcome: 'cannotEvaluate' },
    ],
  };
  const { points, overlap } = await backtest(draftRule(onLines), '--months', '1');
  // R05 finds the same line of the draft.
  expect(overlap).toEqual({ subjects: 1, ofThem: 1 });
  expect(points.at(-1)).toMatchObject({ fires: 1, atStake: [{ currency: 'EUR', amount: '30000.5' }] });
});

it('refuses a file that is no rule, and a number of months that is none', async () => {
  const said = await throughline(hub.environment, ['rules', 'backtest', join(folder, 'absent.json')]);
  expect([said.code, said.err]).toEqual([1, expect.stringMatching(/^RULE_INVALID: .*absent\.json: .*ENOENT/)]);
  await expect(backtest(draftRule(), '--months', '0')).rejects.toThrow(/BAD_USER_INPUT.*--months/);
  await expect(backtest(draftRule({ entity: 'cheese' }))).rejects.toThrow(/there are no facts about/);
});

it('gives the old answer when an old version judges the state as of then', async () => {
  const register = (rule: object) =>
    transaction(hub.db.hub, (sql) => registerRules(sql, [{ file: 'R90.json', rule: rule as RuleFile }], 'test'));
  await register(draftRule());
  await sweep(hub);
  const [old] = await admin.query(
    `select e.rule_version as version, e.opened_at as at, e.facts, e.sentence, e.amount::text from exception e
      where e.rule = 'R90'`,
  );
  expect(old).toMatchObject({ version: 1, amount: '55000.5' });

  // Since then the invoice has gone out, and the rule has become another one.
  await sendDraft(new Date(Date.parse(old.at) + 1).toISOString());
  await register(draftRule({ version: 2, conditions: { fact: 'invoiceStatus', operator: 'equal', value: 'issued' } }));
  await sweep(hub);
  const past = { database: hub.db.hub, cell: 'main', policy: hub.config.policy };
  const stored = await withConnection(hub.db.hub, (sql) => storedRule(sql, 'R90', 1));
  const { findings } = await judgeAsOf(past, stored, old.at);
  expect(findings.map(({ rule, amount, facts }) => ({ version: rule.rule.version, amount, facts }))).toEqual([
    { version: 1, amount: '55000.5', facts: old.facts },
  ]);
  const now = new Date().toISOString();
  expect((await judgeAsOf(past, stored, now)).findings).toEqual([]);
  const newer = await withConnection(hub.db.hub, (sql) => storedRule(sql, 'R90', 2));
  expect((await judgeAsOf(past, newer, old.at)).findings).toEqual([]);
  expect((await judgeAsOf(past, newer, now)).findings).toMatchObject([{ amount: '60000' }]);
});

it('sees that a subject is new in a month, and that another is gone', async () => {
  const { points } = await backtest(draftRule({ version: 3 }), '--months', '2');
  expect(points.slice(-2)).toMatchObject([
    { fires: 1, atStake: [{ currency: 'EUR', amount: '55000.5' }] },
    { fires: 0, fresh: 0, atStake: [] },
  ]);
  const issued = { conditions: { fact: 'invoiceStatus', operator: 'equal', value: 'issued' } };
  const { points: after } = await backtest(draftRule({ version: 3, ...issued }), '--months', '2');
  expect(after.slice(-2)).toMatchObject([{ fires: 0 }, { fires: 1, fresh: 1, atStake: [{ amount: '60000' }] }]);
});
