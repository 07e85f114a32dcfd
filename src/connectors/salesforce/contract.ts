import { z } from 'zod';
import type { Stream, SystemDescription } from '../../domain/connector.ts';
import { readDecimal, sum } from '../../domain/decimal.ts';
import { HubError } from '../../domain/errors.ts';
import type { CanonicalRecord } from '../../domain/record.ts';
import { pullChanges, readByIds } from '../force/changes.ts';
import type { ForceClient, ForceRecord } from '../force/client.ts';
import { scanObjects } from '../force/scan.ts';
import { instantOf, longId, naturalKey, soqlText } from '../force/values.ts';
import {
  type ChangeOrder,
  changeOrders,
  ordersSchema,
  type SoldItem,
  soldItems,
  withoutDeleted,
} from './change-orders.ts';
import { contractMessage, contractQuery } from './contract-query.ts';
import { type SalesforceOptions, salesforceOptions } from './options.ts';

const text = z.string().nullish();

const contract = z.looseObject({
  Id: z.string(),
  ContractNumber: z.string(),
  AccountId: text,
  Description: text,
  StartDate: text,
  EndDate: text,
  Status: text,
  StatusCode: z.string(),
  ActivatedDate: text,
  CustomerSignedDate: text,
  CurrencyIsoCode: text,
  IsDeleted: z.boolean().nullish(),
  Orders: ordersSchema,
});
type Contract = z.infer<typeof contract>;

function statusOf(raw: Contract, { statuses }: SalesforceOptions): string {
  if (raw.StatusCode !== 'Activated') return 'draft';
  return statuses[raw.Status ?? ''] ?? 'active';
}

/** Everything that the pieces of one contract have in common. */
interface Parts {
  raw: Contract;
  options: SalesforceOptions;
  currency: string;
  changes: readonly ChangeOrder[];
  items: readonly SoldItem[];
  /** Whether the contract itself is deleted, and with it everything that it consists of. */
  deleted: boolean;
}

function contractRecord({ raw, options, currency, changes, items, deleted }: Parts): CanonicalRecord {
  const own = (field: string) => {
    const value = (raw as Record<string, unknown>)[field];
    return typeof value === 'string' ? value : undefined;
  };
  return {
    kind: 'contract',
    key: longId(raw.Id),
    natural: naturalKey(raw.ContractNumber),
    legalEntity: own(options.fields.legalEntity),
    practice: own(options.fields.practice),
    deleted,
    values: {
      number: raw.ContractNumber,
      name: raw.Description ?? raw.ContractNumber,
      status: statusOf(raw, options),
      value: sum(items.map((item) => item.amount)),
      currency,
      signedOn: raw.CustomerSignedDate ?? (raw.ActivatedDate ? instantOf(raw.ActivatedDate).slice(0, 10) : null),
      startsOn: raw.StartDate ?? null,
      endsOn: raw.EndDate ?? null,
      amendmentNumber: Math.max(0, changes.length - 1),
      purchaseOrderRequired: raw[options.fields.purchaseOrderRequired] === true,
    },
    refs: { customer: raw.AccountId ? { key: longId(raw.AccountId) } : null },
  };
}

function amendmentRecord(change: ChangeOrder, { raw, currency, deleted }: Parts): CanonicalRecord {
  const { key, number, approvedAt, effectiveOn, valueDelta, valueAfter } = change;
  return {
    kind: 'amendment',
    key,
    natural: naturalKey(raw.ContractNumber, String(number)),
    deleted,
    values: { number, status: 'approved', approvedAt, effectiveOn, valueDelta, valueAfter, currency },
    refs: { contract: { key: longId(raw.Id) } },
  };
}

function itemRecords(item: SoldItem, { raw, options, currency, changes, deleted }: Parts): CanonicalRecord[] {
  const byTheHour = options.timeAndMaterialsFamilies.includes(item.family ?? '');
  const limit = readDecimal(item.raw[options.fields.billingLimit]);
  const natural = naturalKey(raw.ContractNumber, item.name);
  const common = { key: item.key, natural, deleted };
  const line: CanonicalRecord = {
    ...common,
    kind: 'contract_line',
    values: {
      number: item.number,
      name: item.name,
      billingMethod: byTheHour ? 'time_and_materials' : 'fixed_price',
      amount: item.amount,
      hardLimit: limit ?? (byTheHour ? item.amount : null),
      currency,
      startsOn: item.startsOn,
      endsOn: item.endsOn,
    },
    refs: { contract: { key: longId(raw.Id) } },
  };
  if (byTheHour) return [line];
  const amendmentRef = (key: string | null) =>
    changes.some((change) => change.key === key && change.number > 0) && key !== null ? { key } : null;
  return [
    line,
    {
      ...common,
      kind: 'milestone',
      values: {
        name: item.name,
        amount: item.amount,
        currency,
        plannedOn: item.startsOn,
        scopeState: item.droppedBy === null ? 'active' : 'dropped',
      },
      refs: {
        contract: { key: longId(raw.Id) },
        contractLine: { key: item.key },
        addedBy: amendmentRef(item.addedBy),
        droppedBy: amendmentRef(item.droppedBy),
      },
    },
  ];
}

/**
 * A contract with its amendments, lines and milestones. Orders that are not activated promise nothing yet. What lies in
 * the recycle bin by itself counts no more, but is still told of as deleted; a contract that lies there does so with all
 * that it consists of.
 */
function mapContract(body: unknown, system: SystemDescription): CanonicalRecord[] {
  const raw = contract.parse(body);
  const options = salesforceOptions.parse(system.options);
  const currency = options.multiCurrency ? raw.CurrencyIsoCode : options.currency;
  if (!currency) throw new HubError('MAPPING_FAILED', 'CurrencyIsoCode: missing in an org with several currencies');
  const deleted = raw.IsDeleted === true;
  const orders = raw.Orders?.records ?? [];
  const standing = deleted ? orders : withoutDeleted(orders);
  const changes = changeOrders(standing);
  const items = soldItems(standing, changes);
  const there = new Set(items.map(({ key }) => key));
  const gone = soldItems(orders, changes).filter(({ key }) => !there.has(key));
  const parts: Parts = { raw, options, currency, changes, items, deleted };
  return [
    contractRecord(parts),
    ...changes.filter((change) => change.number > 0).map((change) => amendmentRecord(change, parts)),
    ...items.flatMap((item) => itemRecords(item, parts)),
    ...gone.flatMap((item) => itemRecords(item, { ...parts, deleted: true })),
  ];
}

// The key's first three characters tell the object. An item knows its contract by way of its order.
const hintedParts = [
  { prefix: '801', object: 'Order', field: 'ContractId', orderOf: (record: ForceRecord) => record },
  { prefix: '802', object: 'OrderItem', field: 'Order.ContractId', orderOf: (record: ForceRecord) => record['Order'] },
];

/** A hint may name an order or an item: the contracts that they belong to. */
async function contractIds(force: ForceClient, keys: readonly string[]): Promise<string[]> {
  const ids = new Set(keys.filter((key) => key.startsWith('800')));
  for (const { prefix, object, field, orderOf } of hintedParts) {
    const list = keys.filter((key) => key.startsWith(prefix)).map(soqlText);
    if (list.length === 0) continue;
    const { records } = await force.queryAll(`SELECT Id, ${field} FROM ${object} WHERE Id IN (${list.join(', ')})`);
    const orders = records.map((record) => orderOf(record) as ForceRecord | null);
    for (const id of orders.map((order) => order?.['ContractId'])) if (typeof id === 'string') ids.add(id);
  }
  return [...ids];
}

// Where changes of a contract show: the contract itself first.
const sources = [
  { object: 'Contract', keyField: 'Id' },
  { object: 'Order', keyField: 'ContractId' },
  { object: 'OrderItem', keyField: 'Order.ContractId' },
];

/** Contracts with their orders and items. A change of any part reads the whole again. */
export const contractStream: Stream<{ force: ForceClient; options: SalesforceOptions }> = {
  about: 'Contract, Order, OrderItem → contract, amendment, contract line, milestone',
  kinds: ['contract', 'amendment', 'contract_line', 'milestone'],
  pull: ({ force, options }, state, limits) =>
    pullChanges(
      force,
      sources,
      (keys) => readByIds(force, keys, (ids) => contractQuery(options, ids), contractMessage),
      state,
      limits,
    ),
  fetch: async ({ force, options }, keys) =>
    readByIds(force, await contractIds(force, keys), (ids) => contractQuery(options, ids), contractMessage),
  scan: ({ force }, pageSize) => scanObjects(force, sources, pageSize),
  map: mapContract,
};
