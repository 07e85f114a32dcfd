import { z } from 'zod';
import { add, compare, type DecimalText, multiply, readDecimal, sum } from '../../domain/decimal.ts';
import { instantOf, longId } from '../force/values.ts';

const text = z.string().nullish();
const amount = z.union([z.number(), z.string()]).nullish();

const item = z.looseObject({
  Id: z.string(),
  OrderItemNumber: text,
  OriginalOrderItemId: text,
  Description: text,
  Quantity: amount,
  UnitPrice: amount,
  ServiceDate: text,
  EndDate: text,
  IsDeleted: z.boolean().nullish(),
  Product2: z.looseObject({ Name: text, Family: text }).nullish(),
});
const order = z.looseObject({
  Id: z.string(),
  OrderReferenceNumber: text,
  StatusCode: z.string(),
  EffectiveDate: text,
  ActivatedDate: text,
  IsReductionOrder: z.boolean().nullish(),
  IsDeleted: z.boolean().nullish(),
  OrderItems: z.looseObject({ records: z.array(item) }).nullish(),
});

/** The orders of a contract as the nested query returns them: null where there are none. */
export const ordersSchema = z.looseObject({ records: z.array(order) }).nullish();
type Order = z.infer<typeof order>;
type Item = z.infer<typeof item>;

/** One change order: every activated order of the same reference, or else of the same effective date. */
export interface ChangeOrder {
  /** The id of its first order; the original contract's is number 0. */
  key: string;
  orderIds: readonly string[];
  number: number;
  approvedAt: string;
  effectiveOn: string | null;
  valueDelta: DecimalText;
  valueAfter: DecimalText;
}

/** One thing sold, with what later reductions left of it. */
export interface SoldItem {
  key: string;
  number: string | null;
  name: string;
  family: string | null;
  amount: DecimalText;
  startsOn: string | null;
  endsOn: string | null;
  addedBy: string;
  /** The change order whose reduction left nothing. */
  droppedBy: string | null;
  raw: Item;
}

/** The orders that are not in the recycle bin, with the items that are not. */
export function withoutDeleted(orders: readonly Order[]): Order[] {
  return orders
    .filter((of) => of.IsDeleted !== true)
    .map((of) => {
      const records = itemsOf(of).filter((entry) => entry.IsDeleted !== true);
      return { ...of, OrderItems: of.OrderItems && { ...of.OrderItems, records } };
    });
}

function itemsOf(of: Order): Item[] {
  return of.OrderItems?.records ?? [];
}

function priceOf(of: Item): DecimalText {
  return multiply(readDecimal(of.UnitPrice ?? 0) ?? '0', readDecimal(of.Quantity ?? 0) ?? '0');
}

function activated(orders: readonly Order[]): (Order & { ActivatedDate: string })[] {
  return orders
    .filter(
      (of): of is Order & { ActivatedDate: string } =>
        of.StatusCode === 'Activated' && typeof of.ActivatedDate === 'string',
    )
    .sort((a, b) => {
      const order = instantOf(a.ActivatedDate).localeCompare(instantOf(b.ActivatedDate));
      return order === 0 ? a.Id.localeCompare(b.Id) : order;
    });
}

/**
 * Salesforce has no amendments: a change order is a new activated order under the contract, plus a reduction order for
 * what falls away. They are numbered here in the order of their activation, the original order being number 0.
 */
export function changeOrders(orders: readonly Order[]): ChangeOrder[] {
  const groups = new Map<string, (Order & { ActivatedDate: string })[]>();
  for (const of of activated(orders)) {
    const group = of.OrderReferenceNumber ?? of.EffectiveDate ?? of.Id;
    groups.set(group, [...(groups.get(group) ?? []), of]);
  }
  let value = '0';
  return [...groups.values()].map((group, number) => {
    const [first] = group as [Order & { ActivatedDate: string }];
    const valueDelta = sum(group.flatMap(itemsOf).map(priceOf));
    value = add(value, valueDelta);
    return {
      key: longId(first.Id),
      orderIds: group.map((of) => longId(of.Id)),
      number,
      // Approved once its last part is: a new order without its reduction is half a change.
      approvedAt: instantOf(group.at(-1)?.ActivatedDate),
      effectiveOn: first.EffectiveDate ?? null,
      valueDelta,
      valueAfter: value,
    };
  });
}

function soldItem(entry: Item, addedBy: string): SoldItem {
  return {
    key: longId(entry.Id),
    number: entry.OrderItemNumber ?? null,
    name: entry.Description ?? entry.Product2?.Name ?? entry.OrderItemNumber ?? entry.Id,
    family: entry.Product2?.Family ?? null,
    amount: priceOf(entry),
    startsOn: entry.ServiceDate ?? null,
    endsOn: entry.EndDate ?? null,
    addedBy,
    droppedBy: null,
    raw: entry,
  };
}

function takeOff(item: SoldItem, reduction: Item, change: string): void {
  item.amount = add(item.amount, priceOf(reduction));
  if (compare(item.amount, '0') <= 0) item.droppedBy = change;
}

/** What was sold and not merely reduced, with the reductions of activated orders taken off. */
export function soldItems(orders: readonly Order[], changes: readonly ChangeOrder[]): SoldItem[] {
  const changeByOrder = new Map(changes.flatMap((change) => change.orderIds.map((id) => [id, change.key] as const)));
  const entries = activated(orders).flatMap((of) => {
    const change = changeByOrder.get(longId(of.Id)) ?? longId(of.Id);
    return itemsOf(of).map((entry) => ({ entry, change, reduces: of.IsReductionOrder === true }));
  });
  const sold = new Map<string, SoldItem>();
  for (const { entry, change, reduces } of entries) {
    if (!reduces) sold.set(longId(entry.Id), soldItem(entry, change));
  }
  for (const { entry, change, reduces } of entries) {
    const reduced = reduces ? sold.get(longId(entry.OriginalOrderItemId ?? '')) : undefined;
    if (reduced !== undefined) takeOff(reduced, entry, change);
  }
  return [...sold.values()];
}
