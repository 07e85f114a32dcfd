import type { OrgRecord } from './force/org.ts';
import type { Notice } from './force/outbound-messages.ts';
import type { World } from './world.ts';

/** A change order to sign in the CRM. */
export interface ChangeOrder {
  contractNumber: string;
  /** Ids of the order items that fall away. */
  drop: readonly string[];
  add: readonly { name: string; amount: number; plannedOn: string }[];
}

/** What was signed, for whoever wants to tell the hub of it. */
export interface Signed {
  orderIds: string[];
  notices: Notice[];
}

function stamped(world: World, object: string, fields: Record<string, unknown>): OrgRecord {
  const now = new Date().toISOString().replace('Z', '+0000');
  const record = { Id: world.crm.newId(object), CreatedDate: now, IsDeleted: false, ...fields, SystemModstamp: now };
  world.changeOrg('crm', object, record as OrgRecord);
  return record as OrgRecord;
}

/**
 * Signs a change order in the CRM as its people would: a new activated order under the contract with what is added, and
 * a reduction order for what falls away. Nobody tells the PSA or the ERP.
 */
export function signChangeOrder(world: World, { contractNumber, drop, add }: ChangeOrder): Signed {
  const contract = [...world.crm.table('Contract').values()].find(
    (record) => record['ContractNumber'] === contractNumber,
  );
  if (contract === undefined) throw new Error(`the sandbox has no contract ${contractNumber}`);
  const today = new Date().toISOString();
  const orders = world.crm.childrenOf('Order', 'ContractId', contract.Id);
  const reference = `${contractNumber}-CO${new Set(orders.map((order) => order['OrderReferenceNumber'] ?? '')).size}`;
  const product = [...world.crm.table('Product2').values()].find((record) => record['Family'] === 'Fixed Price');
  const order = (fields: Record<string, unknown>) =>
    stamped(world, 'Order', {
      ContractId: contract.Id,
      AccountId: contract['AccountId'],
      OrderNumber: reference,
      OrderReferenceNumber: reference,
      Status: 'Draft',
      StatusCode: 'Draft',
      EffectiveDate: today.slice(0, 10),
      ActivatedDate: null,
      IsReductionOrder: false,
      OriginalOrderId: null,
      PoNumber: null,
      ...fields,
    });
  const item = (orderId: string, fields: Record<string, unknown>) =>
    stamped(world, 'OrderItem', {
      OrderId: orderId,
      OrderItemNumber: reference,
      OriginalOrderItemId: null,
      Product2Id: product?.Id ?? null,
      EndDate: null,
      Billing_Limit__c: null,
      ...fields,
    });

  const addition = order({});
  for (const { name, amount, plannedOn } of add) {
    item(addition.Id, { Description: name, Quantity: 1, UnitPrice: amount, ServiceDate: plannedOn });
  }
  const signed = [addition];
  if (drop.length > 0) {
    const reduction = order({ IsReductionOrder: true, OriginalOrderId: orders[0]?.Id ?? null });
    for (const id of drop) {
      const original = world.crm.get('OrderItem', id);
      if (original === undefined) throw new Error(`the sandbox has no order item ${id}`);
      const { Description, UnitPrice, Quantity } = original;
      item(reduction.Id, {
        Description,
        UnitPrice,
        Quantity: -Number(Quantity),
        OriginalOrderItemId: id,
        ServiceDate: null,
      });
    }
    signed.push(reduction);
  }
  // Orders are filled in as drafts and then activated: only an activated order promises anything.
  const ActivatedDate = new Date().toISOString().replace('Z', '+0000');
  for (const draft of signed) {
    world.changeOrg('crm', 'Order', { ...draft, Status: 'Activated', StatusCode: 'Activated', ActivatedDate });
  }
  const notices = signed.map(({ Id }, place) => ({
    object: 'Order',
    id: Id,
    notificationId: `04l${Id.slice(3, 15)}${place}AA`,
  }));
  return { orderIds: signed.map(({ Id }) => Id), notices };
}
