import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { type FirmHub, firmHub } from '../../test/firm-hub.ts';
import { smallFirm } from '../../test/small-firm.ts';
import { readAs, transaction } from '../entities/sql.ts';
import { backlogToCash } from './backlog-to-cash.ts';
import { billingEventsOf, flowsOf } from './contract-money.ts';

const firm = smallFirm();
let hub: FirmHub;
let contract: string;

beforeAll(async () => {
  hub = await firmHub(firm.tables);
  await hub.poll();
  await hub.settle();
  const [row] = await hub.db.hub.query('select c.id from contract c');
  contract = row.id;
});
afterAll(() => hub.close());

const asReader = { cell: 'main', legalEntityIds: [4], wholeGroup: false, timeoutSeconds: 30 };

it('says of a contract where its value has got to, each part from its own records', async () => {
  const [flow] = await readAs(hub.db.reader, asReader, (sql) => flowsOf(sql, [contract]));
  expect(flow).toEqual({
    contractId: contract,
    currency: 'EUR',
    signed: '115000.5',
    backlog: '90000.5',
    delivered: '25000',
    workInProgress: '25000',
    billed: '0',
    receivable: '0',
    collected: '0',
    writtenOff: '0',
    unexplained: '0.0',
  });
});

it('adds the same parts up for the whole book', async () => {
  const by = { legalEntity: false, practice: false, month: false };
  const rows = await readAs(hub.db.reader, asReader, (sql) => backlogToCash(sql, by, null, null));
  expect(rows).toMatchObject([
    { currency: 'EUR', signed: '115000.5', backlog: '90000.5', workInProgress: '25000', receivable: '0' },
  ]);
  expect(rows[0]).toMatchObject({ unexplained: '0.0', unknownContracts: 0 });
});

it('leaves a part out of which an amount is not known, and says that there is such a contract', async () => {
  const by = { legalEntity: false, practice: false, month: false };
  await transaction(hub.db.hub, async (sql) => {
    await sql.run(`update milestone m set amount = null where m.name = 'Build'`);
    const [flow] = await flowsOf(sql, [contract]);
    expect(flow).toMatchObject({ backlog: null, delivered: null, unexplained: null });
    const [row] = await backlogToCash(sql, by, null, null);
    expect(row).toMatchObject({ backlog: '0', unknownContracts: 1 });
    await sql.run(`update milestone m set amount = 60000 where m.name = 'Build'`);
  });
});

it('lists what the ERP is to bill of it, with the milestone and the invoice that it stands on', async () => {
  const [events] = await readAs(hub.db.reader, asReader, (sql) => billingEventsOf(sql, [contract]));
  const draft = firm.draft.record['InvoiceNumber'];
  expect(events?.map(({ milestone, amount, held, invoiceNumber }) => [milestone, amount, held, invoiceNumber])).toEqual(
    [
      ['Design', '25000', false, draft],
      ['Build', '60000', false, null],
      ['Cutover', '30000.5', false, draft],
    ],
  );
});

it('tells nothing of a contract to whoever sees another legal entity', async () => {
  const abroad = { ...asReader, legalEntityIds: [1] };
  expect(await readAs(hub.db.reader, abroad, (sql) => flowsOf(sql, [contract]))).toEqual([null]);
  expect(await readAs(hub.db.reader, abroad, (sql) => billingEventsOf(sql, [contract]))).toEqual([[]]);
});
