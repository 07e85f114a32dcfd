import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { type FirmHub, firmHub } from '../../test/firm-hub.ts';
import { smallFirm } from '../../test/small-firm.ts';
import { withConnection } from '../entities/sql.ts';

const firm = smallFirm();
let hub: FirmHub;
beforeAll(async () => {
  hub = await firmHub(firm.tables);
  await hub.poll();
  await hub.settle();
});
afterAll(() => hub.close());

const rows = (text: string) => withConnection(hub.db.hub, (sql) => sql.rows(text));

it('parks nothing and leaves nothing waiting', async () => {
  expect(await rows("select i.stream, i.reason from inbox i where i.state in ('new', 'parked')")).toEqual([]);
  expect(await rows('select m.id from fold_mark m')).toEqual([]);
  expect(await rows('select p.* from pending_ref p')).toEqual([]);
});

it('joins what three systems say of one contract into one golden record each', async () => {
  expect(await rows('select c.number, c.value, c.currency, c.legal_entity_id, c.status from contract c')).toEqual([
    { number: firm.contract.number, value: '115000.5', currency: 'EUR', legal_entity_id: 4, status: 'active' },
  ]);
  expect(
    await rows(
      `select m.name, m.amount, m.scope_state, m.delivery_state, m.orphan, m.legal_entity_id,
              (select count(*)::int from crosswalk x where x.golden_id = m.id and x.kind = 'milestone') as records
         from milestone m order by m.amount`,
    ),
  ).toEqual([
    {
      name: 'Design',
      amount: '25000',
      scope_state: 'active',
      delivery_state: 'accepted',
      orphan: false,
      legal_entity_id: 4,
      records: 3,
    },
    {
      name: 'Cutover',
      amount: '30000.5',
      scope_state: 'active',
      delivery_state: 'planned',
      orphan: false,
      legal_entity_id: 4,
      records: 3,
    },
    {
      name: 'Build',
      amount: '60000',
      scope_state: 'active',
      delivery_state: 'planned',
      orphan: false,
      legal_entity_id: 4,
      records: 3,
    },
  ]);
});

it('finds no drift in a firm whose systems agree', async () => {
  expect(await rows('select d.kind, d.attribute, d.system, d.owner_value, d.other_value from drift d')).toEqual([]);
});

it('follows an invoice line through its billing event to the milestone', async () => {
  expect(
    await rows(
      `select i.number, l.amount, m.name
         from invoice i
         join invoice_line l on l.invoice_id = i.id
         join invoice_allocation a on a.invoice_line_id = l.id
         join billing_event e on e.id = a.billing_event_id
         join milestone m on m.id = e.milestone_id order by l.number`,
    ),
  ).toEqual([
    { number: 'INV-000001', amount: '25000', name: 'Design' },
    { number: 'INV-000001', amount: '30000.5', name: 'Cutover' },
  ]);
});

it('changes nothing when everything is polled again', async () => {
  const before = await rows('select count(*)::int as versions from source_record_history h');
  await hub.poll();
  await hub.settle();
  expect(await rows('select count(*)::int as versions from source_record_history h')).toEqual(before);
});

it('knows every stream through the last poll', async () => {
  const late = await rows(
    `select c.stream from stream_coverage c
      where c.known_through is null or c.known_through < clock_timestamp() - interval '1 minute'`,
  );
  expect(late).toEqual([]);
});
