import type { TableOrder } from './data-table.tsx';

/** Reads an order out of the address: `VALUE` or `-VALUE`, of the fields that the list knows. */
export function readOrder<const Field extends string>(
  text: string | undefined,
  fields: readonly Field[],
  usual: { field: Field; descending: boolean },
): TableOrder & { field: Field; direction: 'ASC' | 'DESC' } {
  const descending = text?.startsWith('-') ?? false;
  const field = fields.find((each) => each === text?.replace('-', ''));
  const order = field === undefined ? usual : { field, descending };
  return { ...order, direction: order.descending ? 'DESC' : 'ASC' };
}

/** Writes an order for the address. */
export function orderText({ field, descending }: TableOrder): string {
  return `${descending ? '-' : ''}${field}`;
}
