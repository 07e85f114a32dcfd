import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { throughline } from '../../test/command-line.ts';
import { type FirmHub, firmHub } from '../../test/firm-hub.ts';
import { smallFirm } from '../../test/small-firm.ts';
import { transaction } from '../entities/sql.ts';
import { sequence } from '../feed/sequencer.ts';
import { doubtDeliveries } from '../sync/doubt.ts';
import { takenOver } from '../views/taken-over.ts';

let hub: FirmHub;
beforeAll(async () => {
  hub = await firmHub(smallFirm().tables);
});
afterAll(() => hub.close());

const rows = (text: string) => hub.db.hub.query(text);
const cli = (...args: string[]) => throughline(hub.environment, args);
const halted = () =>
  rows(`select w.system, w.halt, w.reason from system_way w where w.halt is not null order by w.system, w.direction`);
const ways = ['certinia', 'fusion', 'salesforce'];

it('finds nothing to do in a database that has taken over from no other', async () => {
  const said = await cli('region-down', '--reason', 'no light in Frankfurt');
  expect(said.code).not.toBe(0);
  expect(said.err).toContain('CONFLICT');
  expect(said.err).toContain('have the standby take over first');
  expect(await halted()).toEqual([]);
});

it('says what a copy held when it took over, sends nothing new from it, and is taken back by a thaw', async () => {
  await hub.poll('salesforce');
  await rows(`insert into stream (system, name, kinds, pulled) values ('timekeeper', 'project', '{project}', false)`);
  const [{ newest }] = await rows('select max(i.received_at) as newest from inbox i');
  // The copy as it is found before any hub works on it, and then as a hub has found it.
  const unnoticed = await transaction(hub.db.hub, async (sql) => {
    await sql.run(`update sequencer set system_identifier = '7000000000000000001'`);
    return takenOver(sql);
  });
  expect(unnoticed).toMatchObject({ noticedAt: null, open: 0 });
  await sequence(hub.db.hub, doubtDeliveries);
  const [{ at }] = await rows(`select a.at from audit_log a where a.action = 'feed.epoch'`);

  const before = await halted();
  const dry = await cli('region-down', '--reason', 'no light in Frankfurt', '--dry-run');
  expect(dry.out).toContain(`noticed at ${at}`);
  expect(dry.out).toContain('timekeeper/project: everything; it holds none');
  expect(dry.out).toMatch(/^certinia, fusion, salesforce: would be sent nothing but holds/m);
  expect(await halted()).toEqual(before);

  const said = JSON.parse((await cli('region-down', '--reason', 'no light in Frankfurt', '--json')).out);
  expect(said).toMatchObject({ dryRun: false, noticedAt: at, open: 0 });
  expect(said.told).toEqual([{ system: 'timekeeper', stream: 'project', newest: null }]);
  expect(said.heldUntil >= newest && said.heldUntil <= at).toBe(true);
  expect(await halted()).toEqual(
    ways.map((system) => ({ system, halt: 'frozen', reason: 'freeze: region down: no light in Frankfurt' })),
  );

  expect((await cli('thaw', '--reason', 'the old region is fenced')).out).toMatch(/^certinia, fusion, salesforce: is/);
  expect(await halted()).toEqual([]);
});
