import { existsSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from '@jest/globals';
import { csvOf, dropFolder, type Says, writeDrop } from '../../test/dropped-file.ts';
import { type FirmHub, firmHub } from '../../test/firm-hub.ts';
import { header, hours, line, says } from '../../test/hours-file.ts';
import { smallFirm } from '../../test/small-firm.ts';
import { toldSystem } from '../../test/told-system.ts';
import { HubError } from '../domain/errors.ts';
import { sweepDropFolder } from './drop-folder.ts';
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
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const drop = (name: string, body: readonly string[][], more: Partial<Says> = {}) =>
  writeDrop(folder, name, csvOf([header, ...body]), { ...says, ...more });

it('works off a drop folder: once, to done or to failed with the reason beside it', async () => {
  drop('a-good', [line('1', '7.5')]);
  drop('b-bad', [line('2', '5')], { rows: 2 });
  writeFileSync(join(folder, 'c-junk.manifest.json'), '{"file":"../../etc/passwd"}');
  drop('d-late', [line('3', '1')]);
  rmSync(join(folder, 'd-late.csv'));
  const linked = drop('e-link', [line('4', '1')]);
  rmSync(linked.path);
  symlinkSync('/etc/hostname', linked.path);

  const sweep = () =>
    sweepDropFolder(
      folder,
      (file) => takeFile(hub.files('timekeeper'), file),
      () => new Date(),
    );
  const outcomes = await sweep();
  expect(outcomes.map(({ manifest, failure }) => [manifest, failure?.code ?? 'taken'])).toEqual([
    ['a-good.manifest.json', 'taken'],
    ['b-bad.manifest.json', 'CONTROL_TOTAL_MISMATCH'],
    ['c-junk.manifest.json', 'UNREADABLE'],
  ]);
  expect(readdirSync(join(folder, 'done')).sort()).toEqual(['a-good.csv', 'a-good.manifest.json']);
  expect(readdirSync(join(folder, 'failed')).sort()).toEqual([
    'b-bad.csv',
    'b-bad.manifest.json',
    'b-bad.manifest.json.reason.json',
    'c-junk.manifest.json',
    'c-junk.manifest.json.reason.json',
  ]);
  const reason = JSON.parse(readFileSync(join(folder, 'failed', 'b-bad.manifest.json.reason.json'), 'utf8'));
  expect(reason).toMatchObject({ code: 'CONTROL_TOTAL_MISMATCH', message: 'rows: expected 2, found 1' });
  // What is not there yet waits, and is taken in once it is.
  expect(existsSync(join(folder, 'd-late.manifest.json'))).toBe(true);
  expect(await sweep()).toEqual([]);
  drop('d-late', [line('3', '1')]);
  expect((await sweep()).map(({ manifest }) => manifest)).toEqual(['d-late.manifest.json']);
});

it('leaves a pair where it is while the hub can not take it in', async () => {
  drop('week', [line('1', '7.5')]);
  const down = () => Promise.reject(new HubError('DATABASE_UNAVAILABLE'));
  expect(await sweepDropFolder(folder, down, () => new Date())).toEqual([]);
  expect(readdirSync(folder).sort()).toEqual(['week.csv', 'week.manifest.json']);
});
