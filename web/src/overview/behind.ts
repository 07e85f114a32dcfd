import type { Part } from './money-flow.ts';

/** Which part of the firm the figures are of. */
export interface Focus {
  currency: string;
  entity?: string | undefined;
  practice?: string | undefined;
  /** The first day of a month. */
  month?: string | undefined;
}

/** Where the records behind a figure are, and the filter that shows them. */
export interface Behind {
  to: '/contracts' | '/invoices' | '/exceptions';
  search: Record<string, string>;
}

/** The words of an address that have a value. */
function given(words: Record<string, string | undefined>): Record<string, string> {
  return Object.fromEntries(Object.entries(words).filter((each): each is [string, string] => each[1] !== undefined));
}

const openness: Partial<Record<Part, string>> = { receivable: 'yes', collected: 'no' };

/** The records that a part of the flow is summed from, as a list to open. */
export function recordsBehind(part: Part, { currency, entity, practice, month }: Focus): Behind {
  const period = month?.slice(0, 7);
  if (part === 'unexplained') return { to: '/exceptions', search: given({ rule: 'C6', currency, entity }) };
  if (part === 'billed' || part === 'receivable' || part === 'writtenOff' || part === 'collected') {
    const search = { currency, entity, practice, status: 'ISSUED', open: openness[part], issued: period };
    return { to: '/invoices', search: given(search) };
  }
  const status = part === 'backlog' ? 'ACTIVE' : undefined;
  return { to: '/contracts', search: given({ currency, entity, practice, status, signed: period }) };
}
