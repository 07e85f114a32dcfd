import type { OrgRecord } from '../force/org.ts';
import { addItem, addOrder, type Contract, type Item, type Offer } from './contracts.ts';
import { cents, type Ledger } from './tables.ts';

/** What a change order takes away, makes cheaper and adds. */
export interface Change {
  on: string;
  drop?: readonly Item[];
  reduce?: readonly { item: Item; by: number }[];
  add?: readonly Offer[];
}

function addReduction(ledger: Ledger, order: OrgRecord, item: Item, by: number, on: string): void {
  ledger.force('crm', 'OrderItem', on, {
    OrderId: order.Id,
    OrderItemNumber: String(ledger.next()).padStart(10, '0'),
    OriginalOrderItemId: item.record.Id,
    Product2Id: item.record['Product2Id'],
    Description: item.name,
    Quantity: -1,
    UnitPrice: by,
    ServiceDate: null,
    EndDate: null,
    Billing_Limit__c: null,
  });
  item.amount = cents(item.amount - by);
  item.dropped = item.amount === 0;
}

/** Signs a change order in the CRM alone: a new activated order, and a reduction order for what falls away. */
export function changeContract(ledger: Ledger, contract: Contract, change: Change): Item[] {
  const { on, drop = [], reduce = [], add = [] } = change;
  contract.changes += 1;
  const OrderReferenceNumber = `${contract.number}-CO${contract.changes}`;
  const order = addOrder(ledger, contract.record.Id, contract.customer.account, on, { OrderReferenceNumber });
  const added = add.map((offer) => addItem(ledger, order, offer, on));
  const reductions = [...drop.map((item) => ({ item, by: item.amount })), ...reduce];
  if (reductions.length > 0) {
    const reduction = addOrder(ledger, contract.record.Id, contract.customer.account, on, {
      OrderReferenceNumber,
      IsReductionOrder: true,
      OriginalOrderId: contract.order.Id,
    });
    for (const { item, by } of reductions) addReduction(ledger, reduction, item, by, on);
  }
  contract.items.push(...added);
  return added;
}
