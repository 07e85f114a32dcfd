import { appendFileSync, rmSync, writeFileSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from '@jest/globals';
import { csvOf, dropFolder, type Says, writeDrop } from '../../test/dropped-file.ts';
import { type FirmHub, firmHub } from '../../test/firm-hub.ts';
import { header, hours, line, says } from '../../test/hours-file.ts';
import { smallFirm } from '../../test/small-firm.ts';
import { toldSystem } from '../../test/told-system.ts';
import { HubError } from '../domain/errors.ts';
import { fileMapping } from '../domain/file-mapping.ts';
import { withConnection } from '../entities/sql.ts';
import { takeFile } from './file-drop.ts';

let hub: FirmHub;
let folder: string;
beforeAll(async () => {
  hub = await firmHub(smallFirm().tables, {
    moreSystems: () => [toldSystem],
    policies: { 'mappings/hours.json': hours },
  });
});
afterAll(() => hub.close());
beforeEach(() => {
  folder = dropFolder();
});
afterEach(async () => {
  rmSync(folder, { recursive: true, force: true });
  const tables = ['inbox', 'source_aggregate', 'source_record', 'source_record_history', 'file_load', 'fold_mark'];
  await hub.db.owner.query(`truncate ${tables.join(', ')}, crosswalk, time_entry, time_entry_history`);
  await hub.db.owner.query(
    `update stream set baseline = 'none', covered_through = null, covered_inbox_id = null, covered_mark_id = null,
            received_records = 0 where system = 'timekeeper'`,
  );
});

const rows = (text: string) => withConnection(hub.db.hub, (sql) => sql.rows(text));
const drop = (name: string, body: readonly string[][], more: Partial<Says> = {}) =>
  writeDrop(folder, name, csvOf([header, ...body]), { ...says, ...more });
const take = (file: { path: string; manifest: ReturnType<typeof drop>['manifest'] }) =>
  takeFile(hub.files('timekeeper'), { ...file, by: 'test' });
async function refusal(work: Promise<unknown>): Promise<{ code: string; message: string }> {
  const error = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof HubError)) throw error ?? new Error('it was taken in');
  return { code: error.code, message: error.message };
}

it('takes a file in: exact numbers, dates and words by its mapping, known through what the manifest says', async () => {
  const totals = [
    { column: 'Hours', total: '12.75' },
    { column: 'Hours', by: 'Project', totals: { 'P-1': '7.50', 'P-2': '5.25' } },
  ];
  const file = drop('week', [line('1', '7.5'), line('2', '5.25', 'P-2')], { controlTotals: totals });
  const taken = await take(file);
  expect(taken).toMatchObject({ again: false, rows: 2, parked: 0 });
  await hub.settle();
  expect(
    await rows('select t.worked_on, t.hours, t.bill_rate, t.billable, t.approval_state from time_entry t order by 2'),
  ).toEqual([
    { worked_on: '2026-01-31', hours: '5.25', bill_rate: '1180.5', billable: true, approval_state: 'approved' },
    { worked_on: '2026-01-31', hours: '7.5', bill_rate: '1180.5', billable: true, approval_state: 'approved' },
  ]);
  expect(
    await rows(`select distinct c.known_through from stream_coverage c
                 where c.system = 'timekeeper' and c.stream = 'time_entry'`),
  ).toEqual([{ known_through: says.knownThrough }]);
  expect(await rows('select distinct i.correlation_id from inbox i')).toEqual([
    { correlation_id: taken.correlationId },
  ]);
});

it('changes nothing when the same file comes again, but believes a later manifest of it', async () => {
  await take(drop('week', [line('1', '7.5')]));
  await hub.settle();
  const state = () =>
    rows(`select (select count(*) from inbox) as inbox, (select count(*) from source_record_history) as records,
                 (select count(*) from time_entry_history) as entries`);
  const before = await state();
  const knownThrough = '2026-02-08T00:00:00.000Z';
  const again = await take(drop('week', [line('1', '7.5')], { producedAt: '2026-02-08T06:00:00.000Z', knownThrough }));
  await hub.settle();
  expect(again).toMatchObject({ again: true, rows: 1 });
  expect(await state()).toEqual(before);
  expect(
    await rows("select s.covered_through from stream s where s.system = 'timekeeper' and s.name = 'time_entry'"),
  ).toEqual([{ covered_through: knownThrough }]);
});

it.each([
  ['a sum', { controlTotals: [{ column: 'Hours', total: '12.76' }] }, 'column "Hours": expected 12.76, found 12.75'],
  [
    'the sum of a group',
    { controlTotals: [{ column: 'Hours', by: 'Project', totals: { 'P-1': '7.4', 'P-2': '5.25' } }] },
    'column "Hours" where "Project" is "P-1": expected 7.4, found 7.5',
  ],
  [
    'a group',
    { controlTotals: [{ column: 'Hours', by: 'Project', totals: { 'P-1': '7.5', 'P-2': '5.25', 'P-3': '1' } }] },
    'column "Hours" where "Project" is "P-3": expected 1, found no rows',
  ],
  [
    'a number',
    {
      controlTotals: [
        { column: 'Line', by: 'State', totals: { OK: '3' } },
        { column: 'Day', total: '1' },
      ],
    },
    'row 1',
  ],
  ['the number of rows', { rows: 3 }, 'rows: expected 3, found 2'],
  ['the hash', { sha256: 'a'.repeat(64) }, `sha256: expected ${'a'.repeat(64)}`],
])('takes nothing in where %s is not what the manifest says', async (_what, more, message) => {
  const file = drop('week', [line('1', '7.5'), line('2', '5.25', 'P-2')], more);
  expect(await refusal(take(file))).toEqual({
    code: 'CONTROL_TOTAL_MISMATCH',
    message: expect.stringContaining(message),
  });
  expect(await rows('select (select count(*) from inbox)::int + (select count(*) from file_load)::int as n')).toEqual([
    { n: 0 },
  ]);
});

it('parks a row that can not be used, with its number and reason, and takes its neighbours in', async () => {
  const body = [
    line('1', '7.5'),
    line('2', 'many'),
    [...line('3', '1').slice(0, 6), 'P-1', 'one cell too many'],
    line('', '2'),
    ['5', '31/1/2026', '2', '$1', 'yes', 'OK', 'P-1'],
    ['6', '1/31/2026', '2', '$1', 'yes', 'maybe', 'P-1'],
    line('7', '1'),
    line('7', '2'),
    line('8', '3'),
  ];
  expect(await take(drop('week', body))).toMatchObject({ rows: 9, parked: 6 });
  await hub.settle();
  expect(await rows('select t.hours from time_entry t order by t.hours')).toEqual([
    { hours: '1' },
    { hours: '3' },
    { hours: '7.5' },
  ]);
  const parked = await rows(
    "select i.key, i.reason_code, i.reason from inbox i where i.state = 'parked' order by i.reason",
  );
  expect(parked).toEqual(
    [
      ['2', 'row 2 (line 3): values.hours: column "Hours" holds "many", not decimal'],
      [null, 'row 3 (line 4): has 8 cells, not as many as the header'],
      [null, 'row 4 (line 5): key: Line is empty'],
      ['5', 'row 5 (line 6): values.workedOn: column "Day" holds "31/1/2026", not date'],
      [
        '6',
        'row 6 (line 7): values.approvalState: column "State" holds "maybe", a word that the mapping does not know',
      ],
      ['7', 'row 8: key 7 stands in row 7 already'],
    ].map(([key, reason]) => ({ key, reason_code: 'MAPPING_FAILED', reason })),
  );
});

it('goes on where it was cut off: no row twice, none left out', async () => {
  const body = Array.from({ length: 1200 }, (_each, place) => line(String(place + 1), place === 700 ? 'many' : '1'));
  const file = drop('year', body);
  const intake = hub.files('timekeeper');
  let batches = 0;
  const cut = {
    ...file,
    by: 'test',
    onProgress: (bytes: number, of: number) => {
      if (bytes * 2 > of && ++batches === 2) throw new Error('killed');
    },
  };
  await expect(takeFile(intake, cut)).rejects.toThrow('killed');
  expect(await rows('select f.state, f.rows_taken from file_load f')).toEqual([
    { state: 'loading', rows_taken: '1000' },
  ]);
  expect(await take(file)).toMatchObject({ again: false, rows: 1200, parked: 1 });
  await hub.settle();
  expect(await rows('select i.state, count(*)::int as n from inbox i group by i.state order by i.state')).toEqual([
    { state: 'done', n: 1199 },
    { state: 'parked', n: 1 },
  ]);
  expect(await rows('select count(*)::int as n from time_entry')).toEqual([{ n: 1199 }]);
});

it('lets a later version win and an earlier one change nothing, whichever file comes first', async () => {
  const versions = [
    { key: '1', hours: '3', producedAt: '2026-02-03T00:00:00.000Z' },
    { key: '1', hours: '2', producedAt: '2026-02-02T00:00:00.000Z' },
  ];
  for (const { key, hours: worked, producedAt } of versions) {
    await take(drop(`of-${worked}`, [line(key, worked)], { producedAt, knownThrough: producedAt }));
    await hub.settle();
  }
  expect(await rows('select t.hours, t.occurred_at from time_entry t')).toEqual([
    { hours: '3', occurred_at: '2026-02-03T00:00:00.000Z' },
  ]);
});

it.each([
  ['a column that the mapping needs is missing', 'Line,Day\n1,1/31/2026\n', 'MAPPING_FAILED', 'no column "Hours"'],
  ['two columns have one name', `${header.join(',')},Line\n`, 'UNREADABLE', 'two columns are called "Line"'],
  ['it is empty', '', 'UNREADABLE', 'the file is empty'],
  ['a quote is never closed', `${header.join(',')}\n"1,2\n`, 'UNREADABLE', 'not CSV'],
])('refuses the file where %s', async (_what, text, code, message) => {
  const file = writeDrop(folder, 'week', text, says);
  expect(await refusal(take(file))).toEqual({ code, message: expect.stringContaining(message) });
});

it('refuses bytes that are no text, a file that is too large, and one for a stream that is polled', async () => {
  const file = drop('week', [line('1', '7.5')]);
  writeFileSync(file.path, Buffer.from([0x4c, 0xff, 0x0a]));
  expect(await refusal(take(file))).toMatchObject({ code: 'UNREADABLE', message: 'the file is not UTF-8' });
  appendFileSync(file.path, 'x'.repeat(100));
  const small = { ...hub.files('timekeeper'), limits: { mostBytes: 100, mostRows: 10 } };
  expect(await refusal(takeFile(small, { ...file, by: 'test' }))).toMatchObject({ code: 'BODY_TOO_LARGE' });
  const many = drop('many', [line('1', '1'), line('2', '1'), line('3', '1')]);
  const short = { ...hub.files('timekeeper'), limits: { mostBytes: 1e6, mostRows: 2 } };
  expect(await refusal(takeFile(short, { ...many, by: 'test' }))).toMatchObject({ code: 'BODY_TOO_LARGE' });
  const foreign = takeFile(hub.files('certinia'), { ...many, by: 'test' });
  expect(await refusal(foreign)).toMatchObject({
    code: 'UNKNOWN_SYSTEM',
    message: expect.stringContaining('takes no files'),
  });
});

it('finds a mapping that names what the kind does not have', () => {
  const broken = { ...hours, values: { ...hours.values, colour: { column: 'Colour' } } };
  const issues = fileMapping.safeParse(broken).error?.issues.map(({ path, message }) => [path.join('.'), message]);
  expect(issues).toEqual([['values.colour', 'time_entry has no attribute of that name']]);
});
