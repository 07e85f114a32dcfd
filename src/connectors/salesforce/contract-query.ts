import type { SourceMessage } from '../../domain/connector.ts';
import type { ForceRecord } from '../force/client.ts';
import { instantOf, longId } from '../force/values.ts';
import type { SalesforceOptions } from './options.ts';

const contractFields = [
  'Id',
  'ContractNumber',
  'AccountId',
  'Description',
  'StartDate',
  'EndDate',
  'Status',
  'StatusCode',
  'ActivatedDate',
  'CustomerSignedDate',
  'IsDeleted',
  'SystemModstamp',
];
const orderFields = [
  'Id',
  'OrderNumber',
  'OrderReferenceNumber',
  'StatusCode',
  'EffectiveDate',
  'ActivatedDate',
  'IsReductionOrder',
  'OriginalOrderId',
  'IsDeleted',
  'SystemModstamp',
];
const itemFields = [
  'Id',
  'OrderItemNumber',
  'OriginalOrderItemId',
  'Description',
  'Quantity',
  'UnitPrice',
  'ServiceDate',
  'EndDate',
  'Product2.Name',
  'Product2.Family',
  'IsDeleted',
  'SystemModstamp',
];

/** A contract with its orders and their items, in one query over three levels; deleted ones show that they are. */
export function contractQuery({ fields, multiCurrency }: SalesforceOptions, ids: string): string {
  const own = [fields.legalEntity, fields.practice, fields.purchaseOrderRequired];
  const contract = [...contractFields, ...own, ...(multiCurrency ? ['CurrencyIsoCode'] : [])].join(', ');
  const items = `SELECT ${[...itemFields, fields.billingLimit].join(', ')} FROM OrderItems`;
  const orders = `SELECT ${orderFields.join(', ')}, (${items}) FROM Orders`;
  return `SELECT ${contract}, (${orders}) FROM Contract WHERE Id IN (${ids})`;
}

function childrenOf(record: ForceRecord, relation: string): ForceRecord[] {
  return (record[relation] as { records?: ForceRecord[] } | null | undefined)?.records ?? [];
}

/**
 * A contract changes when any part of it does: its version is that of its youngest part. Deleted parts count, or a
 * contract that has lost its youngest one would look older than before.
 */
export function contractMessage(record: ForceRecord): SourceMessage {
  const orders = childrenOf(record, 'Orders');
  const parts = [record, ...orders, ...orders.flatMap((order) => childrenOf(order, 'OrderItems'))];
  const stamps = parts.flatMap((part) =>
    part['SystemModstamp'] === undefined ? [] : instantOf(part['SystemModstamp']),
  );
  return { key: longId(String(record['Id'])), version: stamps.sort().at(-1) ?? instantOf(undefined), body: record };
}
