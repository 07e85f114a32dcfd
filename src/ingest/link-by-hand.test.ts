import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { addContract, addCustomer } from '../../sandbox/firm/contracts.ts';
import { plusDays } from '../../sandbox/firm/tables.ts';
import { podInstant } from '../../sandbox/fusion/pod.ts';
import { type FirmHub, firmHub } from '../../test/firm-hub.ts';
import { goldenDump } from '../../test/golden-dump.ts';
import { smallFirm } from '../../test/small-firm.ts';
import type { KindName } from '../domain/kinds.ts';
import { goldenId } from '../entities/golden-id.ts';
import { transaction, withConnection } from '../entities/sql.ts';
import type { ChangedRecord } from './link.ts';
import { type Linker, linkByHand, unlinkByHand } from './link-by-hand.ts';
import { replayMessages } from './replay.ts';

// In the ERP somebody has typed the number of the project differently; and the CRM has one client twice.
const firm = smallFirm();
const erpProject = firm.project.erp as Record<string, unknown>;
erpProject['ProjectNumber'] = 'PR-1';
erpProject['ProjectStatus'] = 'Closed';
const { ledger, contract } = firm;
const twin = addCustomer(ledger, 'NORDWIND ENERGIE SE', contract.entity, plusDays(ledger.today, -80));
const sold = addContract(ledger, {
  entity: contract.entity,
  practice: 'TEC',
  customer: twin,
  signedOn: plusDays(ledger.today, -50),
  offers: [{ name: 'Audit', amount: 9000, plannedOn: plusDays(ledger.today, 30) }],
});

const record = (kind: KindName, system: string, key: unknown): ChangedRecord => ({ kind, system, key: String(key) });
const erp = record('project', 'fusion', erpProject['ProjectId']);
const psa = record('project', 'certinia', firm.project.record.Id);
const client = record('customer', 'salesforce', contract.customer.account.Id);
const twice = record('customer', 'salesforce', twin.account.Id);
const [design, build] = firm.items.map((item) => record('milestone', 'salesforce', item.record.Id)) as [
  ChangedRecord,
  ChangedRecord,
];
const goldenOf = ({ kind, system, key }: ChangedRecord) => goldenId(kind, system, key);

let hub: FirmHub;
beforeAll(async () => {
  hub = await firmHub(firm.tables);
  await hub.poll();
  await hub.settle();
});
afterAll(() => hub.close());

const by: Linker = { id: 'person:ada', legalEntityIds: [4], wholeGroup: false };
const link = (of: ChangedRecord, target: string, who = by, reason = 'I looked') =>
  transaction(hub.db.hub, (sql) =>
    linkByHand(sql, { record: of, reason, by: who, correlationId: randomUUID() }, target),
  );
const unlink = (of: ChangedRecord, who = by) =>
  transaction(hub.db.hub, (sql) =>
    unlinkByHand(sql, { record: of, reason: 'not so', by: who, correlationId: randomUUID() }),
  );
const rows = (text: string, params: unknown[] = []) => withConnection(hub.db.hub, (sql) => sql.rows(text, params));
const linksTo = (id: string) =>
  rows('select c.system, c.method, c.linked_by from crosswalk c where c.golden_id = $1 order by 1, 2', [id]);

it('makes an orphan part of the golden record, which outlives polls and replay, and takes it back to the byte', async () => {
  const before = await goldenDump(hub.db.hub);
  expect(await rows('select p.id, p.number from project p where p.orphan')).toEqual([
    { id: goldenOf(erp), number: 'PR-1' },
  ]);
  await link(erp, goldenOf(psa));
  await hub.settle();
  const linked = await goldenDump(hub.db.hub);
  expect(await rows('select p.number, p.erp_status, p.orphan from project p')).toEqual([
    { number: 'PR-000001', erp_status: 'closed', orphan: false },
  ]);
  expect(await rows("select d.attribute, d.owner_value, d.other_value from drift d where d.kind = 'project'")).toEqual([
    { attribute: 'number', owner_value: 'PR-000001', other_value: 'PR-1' },
  ]);
  // What pointed at it points at the other one.
  expect(await rows('select distinct b.project_id from billing_event b')).toEqual([{ project_id: goldenOf(psa) }]);
  expect(await linksTo(goldenOf(psa))).toEqual([
    { system: 'certinia', method: 'origin', linked_by: 'matching' },
    { system: 'fusion', method: 'person', linked_by: 'person:ada' },
  ]);

  await transaction(hub.db.hub, (sql) => replayMessages(sql, {}));
  await hub.poll();
  await hub.settle();
  expect(await goldenDump(hub.db.hub)).toEqual(linked);
  await unlink(erp);
  await hub.settle();
  expect(await goldenDump(hub.db.hub)).toEqual(before);
});

it('hears what the system says of a linked record later', async () => {
  await link(erp, goldenOf(psa));
  const renamed = { ...erpProject, ProjectName: 'Another name', LastUpdateDate: podInstant(new Date()) };
  hub.world.changePod('projects', renamed as never, 'update', null);
  await hub.poll('fusion', 'project');
  await hub.settle();
  expect(await rows("select d.other_value from drift d where d.kind = 'project' and d.attribute = 'name'")).toEqual([
    { other_value: 'Another name' },
  ]);
  await unlink(erp);
  await hub.settle();
  expect(await rows('select p.name from project p where p.orphan')).toEqual([{ name: 'Another name' }]);
});

it('merges two records of one owner: the one that is meant counts, and what pointed at either points at it', async () => {
  const before = await goldenDump(hub.db.hub);
  await link(twice, goldenOf(client));
  await hub.settle();
  expect(await rows('select c.id, c.name from customer c')).toEqual([
    { id: goldenOf(client), name: 'Nordwind Energie' },
  ]);
  expect(await rows('select c.number, c.customer_id from contract c order by 1')).toEqual(
    [contract.number, sold.number].sort().map((number) => ({ number, customer_id: goldenOf(client) })),
  );
  // Neither is held against the other; where the PSA has the customer twice too, one of its copies says otherwise.
  expect(await rows("select d.attribute from drift d where d.kind = 'customer' and d.system = 'salesforce'")).toEqual(
    [],
  );
  await unlink(twice);
  await hub.settle();
  expect(await goldenDump(hub.db.hub)).toEqual(before);

  // The other way round: the order of the keys decides nothing.
  await link(client, goldenOf(twice));
  await hub.settle();
  expect(await rows('select c.name from customer c')).toEqual([{ name: 'NORDWIND ENERGIE SE' }]);
  await unlink(client);
  await hub.settle();
  expect(await goldenDump(hub.db.hub)).toEqual(before);
});

it('takes along what stores the id of a merged record, and money with it', async () => {
  const before = await goldenDump(hub.db.hub);
  const signed = () =>
    rows(
      `select m.to_stage, sum(m.amount)::text as amount from movement m group by 1 having sum(m.amount) <> 0 order by 1`,
    );
  const money = await signed();
  await link(design, goldenOf(build));
  await hub.settle();
  expect(await linksTo(goldenOf(design))).toEqual([]);
  expect((await linksTo(goldenOf(build))).map(({ system, method }) => `${system} ${method}`)).toEqual([
    'certinia foreign-id',
    'certinia foreign-id',
    'fusion foreign-id',
    'fusion foreign-id',
    'salesforce origin',
    'salesforce person',
  ]);
  expect(await rows('select m.name, m.amount from milestone m where m.id = $1', [goldenOf(build)])).toEqual([
    { name: 'Build', amount: '60000' },
  ]);
  expect(await signed()).not.toEqual(money);
  await unlink(design);
  await hub.settle();
  expect(await goldenDump(hub.db.hub)).toEqual(before);
  expect(await signed()).toEqual(money);
});

it('follows from one saying to the next, and refuses to go in a circle', async () => {
  const before = await goldenDump(hub.db.hub);
  const third = record('milestone', 'salesforce', firm.items[2].record.Id);
  await link(design, goldenOf(build));
  await link(build, goldenOf(third));
  // Nothing has been folded yet, so that the golden record is still there.
  await expect(link(third, goldenOf(design))).rejects.toMatchObject({ code: 'CONFLICT' });
  await expect(link(third, goldenOf(third))).rejects.toMatchObject({ code: 'CONFLICT' });
  await expect(link(design, goldenOf(design))).rejects.toMatchObject({ code: 'CONFLICT' });
  await hub.settle();
  expect(await linksTo(goldenOf(third))).toHaveLength(9);
  await expect(link(third, goldenOf(design))).rejects.toMatchObject({ code: 'NOT_FOUND' });
  await unlink(build);
  await hub.settle();
  expect(await linksTo(goldenOf(build))).toHaveLength(6);
  await unlink(design);
  await hub.settle();
  expect(await goldenDump(hub.db.hub)).toEqual(before);
});

it.each<[string, () => Promise<void>, string]>([
  ['a record that is not there', () => link(record('project', 'fusion', 'nope'), goldenOf(psa)), 'NOT_FOUND'],
  ['a golden record that is not there', () => link(erp, randomUUID()), 'NOT_FOUND'],
  ['a golden record of another kind', () => link(erp, goldenOf(client)), 'NOT_FOUND'],
  ['a golden record that its owner does not have', () => link(psa, goldenOf(erp)), 'CONFLICT'],
  ['its own golden record', () => link(psa, goldenOf(psa)), 'CONFLICT'],
  ['no reason', () => link(erp, goldenOf(psa), by, '  '), 'BAD_USER_INPUT'],
  ['a reason without end', () => link(erp, goldenOf(psa), by, 'x'.repeat(1001)), 'BAD_USER_INPUT'],
  ['what one does not see', () => link(erp, goldenOf(psa), { ...by, legalEntityIds: [5] }), 'NOT_FOUND'],
  ['taking back what nobody said', () => unlink(psa), 'CONFLICT'],
  ['taking back what one does not see', () => unlink(psa, { ...by, legalEntityIds: [] }), 'NOT_FOUND'],
  ['taking back of a record that is not there', () => unlink(record('project', 'fusion', 'nope')), 'NOT_FOUND'],
])('refuses %s and leaves nothing behind', async (_what, attempt, code) => {
  const state = () =>
    rows(
      'select (select count(*) from person_link p) + (select count(*) from fold_mark m) + (select count(*) from audit_log l) as n',
    );
  const before = await state();
  await expect(attempt()).rejects.toMatchObject({ code });
  expect(await state()).toEqual(before);
});

it('refuses to move what also concerns legal entities that one does not see', async () => {
  await hub.db.hub.query("update crosswalk set legal_entity_ids = '{4,5}' where key = $1", [twin.account.Id]);
  await expect(link(twice, goldenOf(client))).rejects.toMatchObject({ code: 'FORBIDDEN' });
  await hub.db.hub.query("update crosswalk set legal_entity_ids = '{}' where key = $1", [twin.account.Id]);
  await expect(link(twice, goldenOf(client))).rejects.toMatchObject({ code: 'NOT_FOUND' });
  await link(twice, goldenOf(client), { ...by, wholeGroup: true });
  await unlink(twice, { ...by, wholeGroup: true });
  await hub.db.hub.query("update crosswalk set legal_entity_ids = '{4}' where key = $1", [twin.account.Id]);
  await hub.settle();
});

it('says who has said what, and why, under the correlation id of the whole', async () => {
  const correlationId = randomUUID();
  await transaction(hub.db.hub, (sql) =>
    linkByHand(sql, { record: erp, reason: ' one project ', by, correlationId }, goldenOf(psa)),
  );
  await hub.settle();
  expect(
    await rows(
      'select l.actor, l.action, l.subject, l.detail, l.legal_entity_id from audit_log l where l.correlation_id = $1',
      [correlationId],
    ),
  ).toEqual([
    {
      actor: 'person:ada',
      action: 'record.link',
      subject: `project fusion/${erp.key}`,
      detail: {
        goldenId: goldenOf(psa),
        reason: 'one project',
        before: { golden_id: goldenOf(erp), legal_entity_ids: [4], method: 'orphan' },
      },
      legal_entity_id: 4,
    },
  ]);
  expect(await rows('select distinct d.correlation_id from drift d')).toEqual([{ correlation_id: correlationId }]);
  expect(await rows("select x.evidence from crosswalk x where x.method = 'person'")).toEqual([
    { evidence: 'one project' },
  ]);
});
