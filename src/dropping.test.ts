import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { plusDays } from '../sandbox/firm/tables.ts';
import { csvOf, dropFolder, writeDrop } from '../test/dropped-file.ts';
import { type RunningHub, runningHub } from '../test/running-hub.ts';
import { smallFirm } from '../test/small-firm.ts';
import { withToldSystem } from '../test/told-hub.ts';
import { toldSystem } from '../test/told-system.ts';

const mapping = {
  version: 1,
  about: 'Approved hours.',
  kind: 'time_entry',
  key: ['Line'],
  legalEntity: { constant: 'DE01' },
  values: {
    workedOn: { column: 'Day' },
    hours: { column: 'Hours' },
    amount: { column: 'Amount' },
    currency: { constant: 'EUR' },
    billable: { constant: true },
    approvalState: { constant: 'approved' },
  },
};

const firm = smallFirm();
let folder: string;
let running: RunningHub;
beforeAll(async () => {
  folder = dropFolder();
  running = await runningHub(firm.tables, {
    ...withToldSystem,
    moreSystems: () => [{ ...toldSystem, options: { dropFolder: folder } }],
    policies: { 'mappings/hours.json': mapping },
  });
});
afterAll(async () => {
  await running.close();
  rmSync(folder, { recursive: true, force: true });
});

const query = (text: string) => running.db.hub.query(text);
const openings = () =>
  query(
    `select e.rule, e.cause, e.amount::text from exception e where e.rule = 'R19' and e.closed_at is null order by 3`,
  );
const told = (type: string) => query(`select f.payload from feed f where f.type = '${type}' order by f.id`);
function drop(name: string, lines: readonly string[][], more: object = {}): void {
  const now = new Date(Date.now() - 1000).toISOString();
  const csv = csvOf([['Line', 'Day', 'Hours', 'Amount'], ...lines]);
  writeDrop(folder, name, csv, { stream: 'time_entry', mapping: 'hours', producedAt: now, knownThrough: now, ...more });
}

it('takes in what is dropped into its folder: a first load in one digest, what comes later by itself', async () => {
  const long = plusDays(firm.ledger.today, -100);
  const before = (await told('baseline.digest')).length;
  drop('first', [
    ['1', long, '8', '1440'],
    ['2', long, '4', '720.50'],
    ['3', firm.ledger.today, '8', '1440'],
  ]);
  await running.until(async () => existsSync(join(folder, 'done', 'first.csv')), 'the file to be taken in');
  await running.until(async () => (await openings()).length === 2, 'the findings of the first load');
  expect(await openings()).toEqual([
    { rule: 'R19', cause: 'baseline', amount: '1440' },
    { rule: 'R19', cause: 'baseline', amount: '720.5' },
  ]);
  const digests = (await told('baseline.digest')).slice(before);
  const counts = digests.map(({ payload }: { payload: { count: number } }) => payload.count);
  // Besides, this firm's ERP has no code for any of the three.
  expect(counts.filter((count: number) => count > 0)).toEqual([5]);
  expect(await told('exception.opened')).toEqual([]);

  drop('second', [['4', long, '2', '99.95']]);
  await running.until(async () => (await openings()).length === 3, 'the finding of the second file');
  expect((await openings()).at(-1)).toEqual({ rule: 'R19', cause: 'change', amount: '99.95' });
  const isUnbilled = ({ payload }: { payload: { rule: string } }) => payload.rule === 'R19';
  await running.until(async () => (await told('exception.opened')).filter(isUnbilled).length === 1, 'its alert');
});

it('puts aside what is not what its manifest says, with the reason, and goes on', async () => {
  const count = async () => (await query('select count(*)::int as n from time_entry'))[0].n;
  const before = await count();
  drop('bad', [['5', firm.ledger.today, '8', '1440']], { controlTotals: [{ column: 'Hours', total: '80' }] });
  drop('good', [['6', firm.ledger.today, '8', '1440']]);
  await running.until(async () => existsSync(join(folder, 'done', 'good.csv')), 'the file to be taken in');
  expect(readdirSync(join(folder, 'failed')).sort()).toEqual([
    'bad.csv',
    'bad.manifest.json',
    'bad.manifest.json.reason.json',
  ]);
  const reason = JSON.parse(readFileSync(join(folder, 'failed', 'bad.manifest.json.reason.json'), 'utf8'));
  expect(reason).toMatchObject({ code: 'CONTROL_TOTAL_MISMATCH', message: 'column "Hours": expected 80, found 8' });
  await running.until(async () => (await count()) === before + 1, 'the good file to be worked off');
});

it('finds the stream incomplete whose file does not add up, until one comes that does', async () => {
  const incomplete = (): Promise<{ subject_label: string; sentence: string; amount: string | null }[]> =>
    query(
      `select e.subject_label, e.sentence, e.amount from exception e
        where e.rule = 'R30' and e.closed_at is null order by e.subject_label`,
    );
  drop('short', [['7', firm.ledger.today, '8', '1440']], { rows: 2 });
  const found = await running.until(async () => {
    const all = await incomplete();
    // What was found of the file before may only just be about to be cleared.
    return all.length > 0 && all.every(({ sentence }) => sentence.includes('short.csv')) && all;
  }, 'the stream that is incomplete');
  for (const { subject_label, sentence, amount } of found) {
    expect(subject_label).toMatch(/^Stream timekeeper\/time_entry of \w+$/);
    expect(sentence).toMatch(/; file refused for its control totals: short\.csv\.$/);
    expect(amount).toBeNull();
  }
  expect(new Set(found.map(({ subject_label }) => subject_label)).size).toBe(found.length);
  drop('whole', [
    ['7', firm.ledger.today, '8', '1440'],
    ['8', firm.ledger.today, '8', '1440'],
  ]);
  await running.until(async () => (await incomplete()).length === 0, 'the corrected file');
});
