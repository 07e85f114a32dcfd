import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type FirmHub, firmHub } from '../../test/firm-hub.ts';
import { wholeFirm } from '../../test/whole-firm.ts';
import { withConnection } from '../entities/sql.ts';
import { appendHints } from './inbox.ts';

const firm = wholeFirm();
const [, , cutover] = firm.items;
const milestoneOfPsa = firm.project.milestones.get(cutover)?.Id ?? '';
const [card] = firm.tables.psa['pse__Timecard_Header__c'] ?? [];
let hub: FirmHub;
beforeAll(async () => {
  hub = await firmHub(firm.tables);
  await hub.poll();
  await hub.settle();
});
afterAll(() => hub.close());

const rows = (text: string, values: unknown[] = []) => withConnection(hub.db.hub, (sql) => sql.rows(text, values));

/** The golden record behind a system's key. */
async function golden(kind: string, system: string, key: string) {
  const [row] = await rows(
    `select to_jsonb(t) as row from ${kind} t join crosswalk x on x.golden_id = t.id and x.kind = $1
      where x.system = $2 and x.key = $3`,
    [kind, system, key],
  );
  return (row as { row: Record<string, unknown> } | undefined)?.row;
}

/** What a system's own record says. */
async function source(kind: string, system: string, key: string) {
  const found = await rows(
    'select r.deleted, r.attributes from source_record r where (r.kind, r.system, r.key) = ($1, $2, $3)',
    [kind, system, key],
  );
  return found[0] as { deleted: boolean; attributes: Record<string, unknown> } | undefined;
}

/** The two ways in which the hub comes to know: by itself, and by being told to look. */
const ways = {
  'a poll': async (system: string) => hub.poll(system),
  'a hint': async (system: string, stream: string, key: string) =>
    withConnection(hub.db.hub, (sql) =>
      appendHints(sql, { system, origin: 'reread', correlationId: randomUUID() }, [{ object: stream, stream, key }]),
    ),
};

for (const [way, look] of Object.entries(ways)) {
  const hear = async (system: string, stream: string, key: string) => {
    await look(system, stream, key);
    await hub.settle();
  };

  describe(`seen by ${way}`, () => {
    it('an account that is deleted is a customer that is gone, and restored one that is back', async () => {
      const { Id } = firm.contract.customer.account;
      const before = await golden('customer', 'salesforce', Id);
      hub.world.deleteFromOrg('crm', 'Account', Id);
      await hear('salesforce', 'account', Id);
      const gone = { deleted: true, name: before?.['name'], number: before?.['number'] };
      expect(await golden('customer', 'salesforce', Id)).toMatchObject(gone);
      hub.world.restoreInOrg('crm', 'Account', Id);
      await hear('salesforce', 'account', Id);
      expect(await golden('customer', 'salesforce', Id)).toMatchObject({ ...gone, deleted: false });
    });

    it("an order item that is deleted takes its line and its milestone with it, and its price off the contract's value", async () => {
      const key = cutover.record.Id;
      const worth = async () => (await golden('contract', 'salesforce', firm.contract.record.Id))?.['value'];
      const before = Number(await worth());
      hub.world.deleteFromOrg('crm', 'OrderItem', key);
      await hear('salesforce', 'contract', key);
      expect(Number(await worth())).toBe(before - 30_000.5);
      for (const kind of ['contract_line', 'milestone']) {
        const gone = { deleted: true, attributes: { name: 'Cutover', amount: '30000.5' } };
        expect(await source(kind, 'salesforce', key)).toMatchObject(gone);
        expect(await golden(kind, 'salesforce', key)).toMatchObject({ deleted: true, name: 'Cutover' });
      }
      expect(await rows("select d.attribute, d.system from drift d where d.kind <> 'contract'")).toEqual([]);
      hub.world.restoreInOrg('crm', 'OrderItem', key);
      await hear('salesforce', 'contract', key);
      expect(Number(await worth())).toBe(before);
      expect(await golden('milestone', 'salesforce', key)).toMatchObject({ deleted: false, amount: 30_000.5 });
    });

    it('an order that is deleted takes its amendment and everything that it added with it', async () => {
      const key = firm.hourly.record.Id;
      const order = String(firm.hourly.record['OrderId']);
      expect(await golden('amendment', 'salesforce', order)).toMatchObject({ deleted: false });
      hub.world.deleteFromOrg('crm', 'Order', order);
      await hear('salesforce', 'contract', order);
      expect(await golden('amendment', 'salesforce', order)).toMatchObject({ deleted: true, number: 1 });
      expect(await golden('contract_line', 'salesforce', key)).toMatchObject({ deleted: true });
      const contract = await golden('contract', 'salesforce', firm.contract.record.Id);
      expect(contract).toMatchObject({ deleted: false, value: 115_000.5, amendment_number: 0 });
      hub.world.restoreInOrg('crm', 'Order', order);
      await hear('salesforce', 'contract', order);
      expect(await golden('amendment', 'salesforce', order)).toMatchObject({ deleted: false });
      expect(await golden('contract_line', 'salesforce', key)).toMatchObject({ deleted: false });
    });

    it('a contract that is deleted is gone with all that it consists of, which keeps what it said', async () => {
      const { Id } = firm.contract.record;
      const before = await golden('contract', 'salesforce', Id);
      hub.world.deleteFromOrg('crm', 'Contract', Id);
      await hear('salesforce', 'contract', Id);
      const kept = { value: before?.['value'], number: before?.['number'] };
      expect(await golden('contract', 'salesforce', Id)).toMatchObject({ ...kept, deleted: true });
      for (const kind of ['amendment', 'contract_line', 'milestone']) {
        expect(await rows(`select t.id from ${kind} t where not t.deleted`)).toEqual([]);
      }
      hub.world.restoreInOrg('crm', 'Contract', Id);
      await hear('salesforce', 'contract', Id);
      expect(await golden('contract', 'salesforce', Id)).toMatchObject({ ...kept, deleted: false });
      expect(await rows('select t.id from milestone t where t.deleted')).toEqual([]);
    });

    it('a milestone that the PSA deletes stays with the CRM, and nobody says any more how far it is', async () => {
      hub.world.deleteFromOrg('psa', 'pse__Milestone__c', milestoneOfPsa);
      await hear('certinia', 'milestone', milestoneOfPsa);
      expect(await source('milestone', 'certinia', milestoneOfPsa)).toMatchObject({ deleted: true });
      const left = { deleted: false, amount: 30_000.5, delivery_state: null, project_id: null, legal_entity_id: 4 };
      expect(await golden('milestone', 'salesforce', cutover.record.Id)).toMatchObject(left);
      hub.world.restoreInOrg('psa', 'pse__Milestone__c', milestoneOfPsa);
      await hear('certinia', 'milestone', milestoneOfPsa);
      const back = await golden('milestone', 'salesforce', cutover.record.Id);
      expect(back).toMatchObject({ deleted: false, delivery_state: 'planned' });
      expect(back?.['project_id']).not.toBeNull();
    });

    it('a timecard that is deleted is gone with its splits, and still says what it was billed by', async () => {
      const key = card?.Id ?? '';
      const before = await golden('time_entry', 'certinia', key);
      expect(before?.['billing_event_id']).not.toBeNull();
      hub.world.deleteFromOrg('psa', 'pse__Timecard_Header__c', key);
      await hear('certinia', 'timecard', key);
      const kept = { hours: 37.75, billing_event_id: before?.['billing_event_id'] };
      expect(await golden('time_entry', 'certinia', key)).toMatchObject({ ...kept, deleted: true });
      hub.world.restoreInOrg('psa', 'pse__Timecard_Header__c', key);
      await hear('certinia', 'timecard', key);
      expect(await golden('time_entry', 'certinia', key)).toMatchObject({ ...kept, deleted: false });
    });

    it('a split that is deleted by itself bills nothing any more', async () => {
      const [split] = hub.world.psa.childrenOf('pse__Timecard__c', 'pse__Timecard_Header__c', card?.Id ?? '');
      const touched = () => hub.world.psa.get('pse__Timecard_Header__c', card?.Id ?? '');
      for (const [act, billed] of [
        ['deleteFromOrg', false],
        ['restoreInOrg', true],
      ] as const) {
        hub.world[act]('psa', 'pse__Timecard__c', split?.Id ?? '');
        // The package writes the sums of its splits to the card.
        hub.world.changeOrg('psa', 'pse__Timecard_Header__c', touched() as never);
        await hear('certinia', 'timecard', card?.Id ?? '');
        const entry = await golden('time_entry', 'certinia', card?.Id ?? '');
        expect(entry?.['billing_event_id'] !== null).toBe(billed);
      }
    });

    it('nothing of it is parked', async () => {
      expect(await rows("select i.object, i.reason from inbox i where i.state in ('new', 'parked')")).toEqual([]);
    });
  });
}

it('knows what was deleted before it first looked, so that whatever points there finds it', async () => {
  const late = await firmHub(wholeFirm().tables);
  try {
    late.world.deleteFromOrg('crm', 'OrderItem', cutover.record.Id);
    await late.poll();
    await late.settle();
    const found = await withConnection(late.db.hub, (sql) =>
      sql.rows(
        `select m.name, m.deleted, count(b.id)::int as billed
           from milestone m left join billing_event b on b.milestone_id = m.id group by m.id order by m.name`,
      ),
    );
    expect(found).toContainEqual({ name: 'Cutover', deleted: true, billed: 1 });
  } finally {
    await late.close();
  }
});
