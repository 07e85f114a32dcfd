import { rmSync } from 'node:fs';
import { afterAll, beforeAll, beforeEach, expect, it } from '@jest/globals';
import { outboundEnvelope } from '../../sandbox/force/outbound-messages.ts';
import { csvOf, dropFolder, writeDrop } from '../../test/dropped-file.ts';
import { type FirmHub, firmHub } from '../../test/firm-hub.ts';
import { forget } from '../../test/golden-dump.ts';
import { smallFirm } from '../../test/small-firm.ts';
import { tell, withToldSystem } from '../../test/told-hub.ts';
import { tells } from '../../test/told-system.ts';
import { type FileMapping, fileMapping } from '../domain/file-mapping.ts';
import { transaction, withConnection } from '../entities/sql.ts';
import { takeFile } from './file-drop.ts';
import { resubmitParked } from './resubmit.ts';
import { acceptDelivery, openIntake } from './webhook.ts';

const mapping = {
  version: 1,
  about: 'Hours.',
  kind: 'time_entry',
  key: ['Line'],
  values: { hours: { column: 'Hours' }, approvalState: { column: 'State', words: { ok: 'approved' } } },
};

let hub: FirmHub;
beforeAll(async () => {
  hub = await firmHub(smallFirm().tables, { ...withToldSystem, policies: { 'mappings/hours.json': mapping } });
});
afterAll(() => hub.close());
beforeEach(() => forget(hub.db.owner, ['time_entry', 'task', 'resource']));

const version = '2026-02-01T10:00:00Z';
const rows = (text: string) => withConnection(hub.db.hub, (sql) => sql.rows(text));
const parked = () =>
  rows(`select i.id::text, i.key, i.reason_code, i.reason, i.attempts, i.correlation_id from inbox i
         where i.state = 'parked' order by i.id`);
async function resubmit(ids: readonly string[]) {
  const context = { systems: hub.systems, mappings: hub.config.policy.mappings, now: new Date() };
  const outcome = await transaction(hub.db.hub, (sql) => resubmitParked(sql, ids, context));
  await hub.settle();
  return outcome;
}
const idsOf = async () => (await parked()).map(({ id }) => id as string);

it('brings a message in under its old correlation id once the configuration has been mended', async () => {
  const told = (key: string, ref: object) => ({ key, version, values: { hours: '1' }, refs: { task: ref } });
  await tell(
    hub,
    tells('time_entry', [told('1', { key: 'T' }), told('2', { key: 'T', role: 'psa' }), told('3', { key: 'T' })]),
  );
  await hub.settle();
  const [message] = await parked();
  expect(message).toMatchObject({
    key: '2',
    reason_code: 'MAPPING_FAILED',
    reason: 'refs.task: timekeeper has no peer with the role psa in hub.config.json',
  });
  expect(await rows('select t.id from time_entry t')).toHaveLength(2);

  const peers = hub.systems.get('timekeeper')?.description.peers ?? {};
  expect(await resubmit(await idsOf())).toMatchObject({ ids: [message?.['id']] });
  expect(await parked()).toMatchObject([{ key: '2', attempts: 1 }]);
  peers.psa = 'certinia';
  await resubmit(await idsOf());
  delete peers.psa;
  expect(await parked()).toEqual([]);
  expect(await rows("select r.correlation_id from source_record r where r.key = '2'")).toEqual([
    { correlation_id: message?.['correlation_id'] },
  ]);
});

it('reads rows of a file again by the mended mapping, those without a key too', async () => {
  const folder = dropFolder();
  const csv = csvOf([
    ['Line', 'Hours', 'State', 'Number'],
    ['1', '1', 'ok', 'a'],
    ['2', '2', 'fine', 'b'],
    ['', '3', 'ok', 'c'],
  ]);
  const says = {
    stream: 'time_entry',
    mapping: 'hours',
    producedAt: `${version.slice(0, 19)}.000Z`,
    knownThrough: version,
  };
  const { correlationId } = await takeFile(hub.files('timekeeper'), {
    ...writeDrop(folder, 'week', csv, says),
    by: 'test',
  });
  rmSync(folder, { recursive: true });
  await hub.settle();
  const ids = await idsOf();
  expect(ids).toHaveLength(2);
  const mended = {
    ...mapping,
    key: ['Number'],
    values: { ...mapping.values, approvalState: { constant: 'approved' } },
  };
  (hub.config.policy.mappings as Map<string, FileMapping>).set('hours', fileMapping.parse(mended));
  expect(await resubmit(ids)).toEqual({ ids, refused: [] });
  expect(await parked()).toEqual([]);
  expect(await rows('select r.key, r.correlation_id from source_record r order by r.key')).toEqual(
    ['1', 'b', 'c'].map((key) => ({ key, correlation_id: correlationId })),
  );
});

it('leaves parked what can not be read today either, with the reason of today', async () => {
  await tell(hub, tells('task', [{ key: 'T-1' } as never, { key: 'T-2', version, values: { name: 'Design' } }]));
  await hub.settle();
  const [message] = await parked();
  expect(message).toMatchObject({
    key: null,
    reason_code: 'UNREADABLE',
    reason: expect.stringContaining('data.records.0: version'),
  });
  expect(await rows('select t.name from task t')).toEqual([{ name: 'Design' }]);
  const outcome = await resubmit([String(message?.['id'])]);
  expect(outcome).toEqual({
    ids: [],
    refused: [{ id: message?.['id'], code: 'UNREADABLE', message: expect.stringContaining('version') }],
  });
  expect(await parked()).toMatchObject([{ attempts: 1, reason_code: 'UNREADABLE' }]);
});

it('takes a delivery in as a new one that had come under the name of another', async () => {
  const person = (name: string, at: string) => tells('resource', [{ key: 'R-1', version: at, values: { name } }]);
  await tell(hub, person('Ada', version), { id: 'msg_1' });
  await tell(hub, person('Ada Brandt', '2026-02-02T10:00:00Z'), { id: 'msg_1' });
  await hub.settle();
  const [message] = await parked();
  expect(message).toMatchObject({ reason_code: 'SAME_ID_OTHER_BODY' });
  expect(await rows('select r.name from resource r')).toEqual([{ name: 'Ada' }]);
  await resubmit(await idsOf());
  expect(await rows('select r.name from resource r')).toEqual([{ name: 'Ada Brandt' }]);
  expect(await rows('select r.correlation_id from source_record r')).toEqual([
    { correlation_id: message?.['correlation_id'] },
  ]);
  expect(await parked()).toEqual([]);
});

it('refuses what is not parked, what is not there, and a hint that no stream takes in', async () => {
  const salesforce = hub.systems.get('salesforce');
  if (salesforce?.connector.webhook === undefined) throw new Error('no webhook');
  const body = Buffer.from(
    outboundEnvelope([{ object: 'Opportunity', id: '006000000000001AAA', notificationId: '04l1' }]),
  );
  const request = { headers: {}, body, receivedAt: version };
  await acceptDelivery(openIntake(hub.db.hub), salesforce.description, salesforce.connector.webhook, request);
  await tell(hub, tells('task', [{ key: 'T-1', version, values: { name: 'Design' } }]));
  await hub.settle();
  const [hint] = await idsOf();
  const [done] = (await rows("select i.id::text from inbox i where i.state = 'done'")).map(({ id }) => String(id));
  const outcome = await resubmit([String(hint), String(done), '999999999']);
  expect(outcome).toEqual({
    ids: [],
    refused: [
      { id: hint, code: 'UNMAPPED_OBJECT', message: 'no stream takes in Opportunity' },
      { id: done, code: 'CONFLICT', message: 'the message is not parked but done' },
      { id: '999999999', code: 'NOT_FOUND', message: 'there is no such message' },
    ],
  });
});
