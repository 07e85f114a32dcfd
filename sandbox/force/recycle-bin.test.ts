import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { type SimulatedFirm, simulateFirm } from '../../test/sandbox-config.ts';
import { smallFirm } from '../../test/small-firm.ts';
import { sandboxCredentials } from '../world.ts';

const firm = smallFirm();
const item = firm.items[2].record.Id;
const order = firm.contract.order.Id;
let simulated: SimulatedFirm;
let token: string;
beforeAll(async () => {
  simulated = await simulateFirm(firm.tables);
  const { clientId, clientSecret } = sandboxCredentials;
  const form = { grant_type: 'client_credentials', client_id: clientId, client_secret: clientSecret };
  const response = await fetch(`${address()}/services/oauth2/token`, {
    method: 'POST',
    body: new URLSearchParams(form),
  });
  token = ((await response.json()) as { access_token: string }).access_token;
});
afterAll(() => simulated.close());

const address = () => `http://127.0.0.1:${simulated.world.simulators.crm.port()}`;
const ask = (path: string, method = 'GET', body?: object) =>
  fetch(`${address()}/services/data/v62.0/${path}`, {
    method,
    headers: {
      authorization: `Bearer ${token}`,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
type Row = Record<string, unknown>;
async function query(resource: 'query' | 'queryAll', soql: string): Promise<Row[]> {
  const answer = (await (await ask(`${resource}?q=${encodeURIComponent(soql)}`)).json()) as { records: Row[] };
  return answer.records;
}
const stateOf = async (object: string, id: string) => {
  const soql = `SELECT Id, IsDeleted, SystemModstamp FROM ${object} WHERE Id = '${id}'`;
  const [plain] = await query('query', soql);
  const [all] = await query('queryAll', soql);
  return { plain: plain?.['IsDeleted'], all: all?.['IsDeleted'], stamp: String(all?.['SystemModstamp']) };
};
const errorOf = async (response: Response) => ({
  status: response.status,
  code: ((await response.json()) as { errorCode: string }[])[0]?.errorCode,
});
const activate = (StatusCode: string) => ask(`sobjects/Order/${order}`, 'PATCH', { StatusCode });

it('deletes no activated order, and nothing of one', async () => {
  for (const place of [`Order/${order}`, `OrderItem/${item}`]) {
    expect(await errorOf(await ask(`sobjects/${place}`, 'DELETE'))).toEqual({ status: 400, code: 'DELETE_FAILED' });
  }
  expect(await stateOf('OrderItem', item)).toMatchObject({ plain: false, all: false });
});

it('keeps what was deleted where only queryAll finds it, as changed', async () => {
  const before = await stateOf('OrderItem', item);
  await activate('Draft');
  expect((await ask(`sobjects/OrderItem/${item}`, 'DELETE')).status).toBe(204);
  const after = await stateOf('OrderItem', item);
  expect(after).toMatchObject({ plain: undefined, all: true });
  expect(after.stamp > before.stamp).toBe(true);
  const nested = `SELECT Id, (SELECT Id FROM OrderItems) FROM Order WHERE Id = '${order}'`;
  const counts = async (resource: 'query' | 'queryAll') =>
    (await query(resource, nested)).map((row) => (row['OrderItems'] as { totalSize: number }).totalSize);
  expect([await counts('query'), await counts('queryAll')]).toEqual([[2], [3]]);
});

it('says of a deleted record that it is, however it is asked for', async () => {
  const deleted = { status: 404, code: 'ENTITY_IS_DELETED' };
  const path = `sobjects/OrderItem/${item}`;
  expect(await errorOf(await ask(path))).toEqual(deleted);
  expect(await errorOf(await ask(path, 'PATCH', { Description: 'x' }))).toEqual(deleted);
  expect(await errorOf(await ask(path, 'DELETE'))).toEqual(deleted);
  expect(await errorOf(await ask(`${path.slice(0, -6)}999AAA`))).toEqual({ status: 404, code: 'NOT_FOUND' });
  const there = (await (await ask(`sobjects/Order/${order}`)).json()) as Row;
  expect(there).toMatchObject({ Id: order, IsDeleted: false, attributes: { type: 'Order' } });
});

it('deletes and restores the details with their master, and what was deleted before by itself stays so', async () => {
  expect((await ask(`sobjects/Order/${order}`, 'DELETE')).status).toBe(204);
  const [first] = firm.items;
  expect(await stateOf('OrderItem', first.record.Id)).toMatchObject({ plain: undefined, all: true });
  expect(await stateOf('Contract', firm.contract.record.Id)).toMatchObject({ plain: false });
  simulated.world.restoreInOrg('crm', 'Order', order);
  expect(await stateOf('Order', order)).toMatchObject({ plain: false, all: false });
  expect(await stateOf('OrderItem', first.record.Id)).toMatchObject({ plain: false, all: false });
  expect(await stateOf('OrderItem', item)).toMatchObject({ plain: undefined, all: true });
});

it('counts a deletion as one effect for each record', () => {
  const { effects } = simulated.world.simulators.crm;
  const deleted = effects.filter(({ action }) => action === 'delete').map(({ object }) => object);
  expect(deleted).toEqual(['OrderItem', 'Order', 'OrderItem', 'OrderItem']);
});
