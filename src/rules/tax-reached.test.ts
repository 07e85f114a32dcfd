import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { type PodItem, podInstant } from '../../sandbox/fusion/pod.ts';
import { type FirmHub, firmHub } from '../../test/firm-hub.ts';
import { smallFirm } from '../../test/small-firm.ts';
import { judgeChanges, sweep } from '../../test/sweep-book.ts';
import { until } from '../../test/until.ts';
import { withConnection } from '../entities/sql.ts';

const { tables, contract, draft } = smallFirm();
const { customer, entity, erp } = contract;
const own = tables.erp['partyTaxProfiles']?.find(({ PartyName }) => PartyName === entity.name) as PodItem;

let hub: FirmHub;
beforeAll(async () => {
  hub = await firmHub(tables);
  await hub.poll();
  await hub.settle();
  await sweep(hub);
});
afterAll(() => hub.close());

/** What the draft lacks as far as the hub has found; nothing where it lacks nothing. */
const missing = () =>
  withConnection(hub.db.hub, async (sql) => {
    const found = await sql.rows<{ missing: string; amount: string }>(
      `select e.facts->>'taxMissing' as missing, e.amount::text as amount from exception e
        where e.rule = 'R08' and e.closed_at is null`,
    );
    return found.map((each) => `${each.missing}: ${Number(each.amount)}`).join();
  });

/** Changes an item of the pod, and waits until the hub says that this is missing; the whole book must say so too. */
async function expectMissing(resource: string, item: PodItem, fields: object, expected: string): Promise<void> {
  hub.world.changePod(resource, { ...item, ...fields, LastUpdateDate: podInstant(new Date()) }, 'update', null);
  const settled = async () => {
    await hub.poll();
    await hub.settle();
    await judgeChanges(hub);
    return (await missing()) === (expected === '' ? '' : `${expected}: ${draft.amount}`);
  };
  await until(settled, `${expected || 'nothing'} to be missing`);
  const before = await missing();
  await sweep(hub);
  expect(await missing()).toBe(before);
}

it('finds nothing missing to begin with', async () => {
  expect(await missing()).toBe('');
});

it('sees the company lose its registration, and be registered again', async () => {
  await expectMissing('partyTaxProfiles', own, { RepRegistrationNumber: null }, 'registration of the seller');
  await expectMissing('partyTaxProfiles', own, {}, '');
});

it('asks for the registration of a customer that has moved abroad', async () => {
  const abroad = { CountryCode: 'SE', RepRegistrationNumber: null };
  await expectMissing('partyTaxProfiles', customer.taxProfile, abroad, 'registration of the buyer');
  await expectMissing('partyTaxProfiles', customer.taxProfile, { ...abroad, CountryCode: entity.country }, '');
});

it('sees that nobody knows where the customer is', async () => {
  await expectMissing('partyTaxProfiles', customer.taxProfile, { CountryCode: null }, 'place of supply');
  await expectMissing('partyTaxProfiles', customer.taxProfile, {}, '');
});

it('sees a line without a tax code', async () => {
  const [first, ...others] = draft.lines;
  const InvoiceLines = [{ ...first, OutputTaxClassCode: null }, ...others];
  await expectMissing('projectContractInvoices', draft.record, { InvoiceLines }, 'tax code');
  await expectMissing('projectContractInvoices', draft.record, {}, '');
});

it('sees that a customer demands its order, and which one it is', async () => {
  await expectMissing('contracts', erp, { CustPoNumberReqYn: 'Y' }, 'order reference');
  await expectMissing('contracts', erp, { CustPoNumberReqYn: 'Y', CustPoNumber: '4500012345' }, '');
});
