import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { throughline } from '../../test/command-line.ts';
import { csvOf, dropFolder, writeDrop } from '../../test/dropped-file.ts';
import { type FirmHub, firmHub } from '../../test/firm-hub.ts';
import { smallFirm } from '../../test/small-firm.ts';
import { withToldSystem } from '../../test/told-hub.ts';

const mapping = {
  version: 1,
  about: 'People of the time keeper.',
  kind: 'resource',
  key: ['Id'],
  values: { name: { column: 'Name' }, active: { column: 'Active' } },
};
const says = {
  stream: 'resource',
  mapping: 'people',
  producedAt: '2026-02-01T06:00:00.000Z',
  knownThrough: '2026-02-01T00:00:00.000Z',
};

let hub: FirmHub;
let folder: string;
beforeAll(async () => {
  folder = dropFolder();
  hub = await firmHub(smallFirm().tables, { ...withToldSystem, policies: { 'mappings/people.json': mapping } });
});
afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  await hub.close();
});

const take = (...args: string[]) => throughline(hub.environment, ['ingest', 'file', ...args]);
const people = () => join(folder, 'people.csv');

it('takes a file in and says how many of its rows are in, and the same again the second time', async () => {
  const csv = csvOf([
    ['Id', 'Name', 'Active'],
    ['1', 'Ada', 'yes'],
    ['2', 'Bo', 'perhaps'],
  ]);
  writeDrop(folder, 'people', csv, says);
  const first = await take(people(), '--system', 'timekeeper');
  expect(first).toMatchObject({ code: 0, out: expect.stringMatching(/^2 rows are in, 1 of them parked /) });
  const again = await take(people(), '--system', 'timekeeper', '--stream', 'resource', '--json');
  expect(JSON.parse(again.out)).toMatchObject({ again: true, rows: 2, parked: 1 });
  const audit = await hub.db.hub.query(
    "select a.subject, a.detail from audit_log a where a.action = 'file.take' order by a.id",
  );
  expect(audit).toMatchObject([
    { subject: 'timekeeper/resource', detail: { file: 'people.csv', again: false } },
    { subject: 'timekeeper/resource', detail: { again: true } },
  ]);
});

it('says what is wrong, and ends with a failure', async () => {
  writeDrop(folder, 'short', csvOf([['Id', 'Name', 'Active']]), { ...says, rows: 3 });
  const short = join(folder, 'short.csv');
  const refusals = [
    [[short, '--system', 'timekeeper'], 'CONTROL_TOTAL_MISMATCH: rows: expected 3, found 0'],
    [
      [people(), '--system', 'timekeeper', '--stream', 'task'],
      'BAD_USER_INPUT: stream: the manifest is for resource, not for task',
    ],
    [
      [people(), '--system', 'sap'],
      'UNKNOWN_SYSTEM: no system "sap"; there are salesforce, certinia, fusion, timekeeper',
    ],
    [
      [join(folder, 'none.csv'), '--system', 'timekeeper'],
      expect.stringMatching(/^UNREADABLE: manifest: there is no file/),
    ],
  ] as const;
  for (const [args, err] of refusals) expect(await take(...args)).toMatchObject({ code: 1, err });
});
