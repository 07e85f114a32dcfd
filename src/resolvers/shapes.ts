import type { Principal } from '../access/principal.ts';
import { may } from '../access/rights.ts';
import { HubError } from '../domain/errors.ts';
import { moneyText } from '../domain/money.ts';
import type { ConnectionShape, Money, UserError } from '../schema/common.ts';
import { decodeId, decodeIdOf } from '../schema/ids.ts';
import type { Filter } from '../views/filter.ts';
import { type ListDefinition, listPage, type Order } from '../views/list.ts';
import { type Context, principalOf } from './context.ts';

/** An amount as the API shapes it; null where either part is missing. */
export function money(amount: string | null, currency: string | null): Money | null {
  return amount === null || currency === null ? null : { amount, currency, formatted: moneyText({ amount, currency }) };
}

/** An amount that is always there. */
export function sureMoney(amount: string, currency: string): Money {
  return { amount, currency, formatted: moneyText({ amount, currency }) };
}

/** The arguments of a list. */
export interface ListArguments {
  filter?: object | undefined;
  orderBy?: readonly { field: string; direction: string }[] | undefined;
  first: number;
  after?: string | undefined;
}

/** Says of an id in a filter that it may be of whatever there is. */
export const anyKind = '*';

/** Turns opaque ids in a filter into the ids of the tables. Unknown ones match nothing. */
export function withPlainIds(filter: Filter, kinds: Readonly<Record<string, string>>): Filter {
  const entries = Object.entries(filter).map(([name, value]) => {
    if (value === null || typeof value !== 'object') return [name, value];
    if (name === 'and' || name === 'or') return [name, (value as Filter[]).map((each) => withPlainIds(each, kinds))];
    if (name === 'not') return [name, withPlainIds(value as Filter, kinds)];
    const kind = kinds[name];
    if (kind === undefined) return [name, value];
    const decode = (id: string) => (kind === anyKind ? decodeId(id).id : decodeIdOf(kind, id));
    const plain = (id: unknown) => (typeof id === 'string' ? decode(id) : id);
    return [
      name,
      Object.fromEntries(
        Object.entries(value).map(([key, each]) => [key, Array.isArray(each) ? each.map(plain) : plain(each)]),
      ),
    ];
  });
  return Object.fromEntries(entries);
}

const usualPage = 50;
const mostForPeople = 200;
const mostForRows = 10_000;

/** How many rows a page is to have. Throws PAGE_TOO_LARGE for more than the principal may ask for at once. */
export function pageSize({ principal }: Context, first: number | null | undefined): number {
  const wanted = first ?? usualPage;
  const most = may(principal, 'page:rows') ? mostForRows : mostForPeople;
  if (wanted < 0) throw new HubError('BAD_USER_INPUT', 'first: must not be negative');
  if (wanted > most) throw new HubError('PAGE_TOO_LARGE', `first: ${wanted} rows; at most ${most} at once`);
  return wanted;
}

/** Answers a list query: one page in one transaction, the count in another and only when asked for. */
export async function connection<Row extends object>(
  context: Context,
  definition: ListDefinition,
  { filter, orderBy, first, after }: ListArguments,
  idKinds: Readonly<Record<string, string>>,
): Promise<ConnectionShape<Row>> {
  const request = {
    filter: filter === undefined ? undefined : withPlainIds({ ...filter } as Filter, idKinds),
    orderBy: orderBy?.map(({ field, direction }): Order => ({ field, descending: direction === 'desc' })),
    first: pageSize(context, first),
    after,
  };
  const page = await context.read((sql) => listPage<Row>(sql, definition, request));
  const edges = page.rows.map(({ cursor, ...node }) => ({ cursor, node: node as unknown as Row }));
  return {
    edges,
    nodes: edges.map((edge) => edge.node),
    pageInfo: {
      startCursor: edges[0]?.cursor ?? null,
      endCursor: edges.at(-1)?.cursor ?? after ?? null,
      hasNextPage: page.hasNextPage,
      hasPreviousPage: after !== undefined && after !== '',
    },
    get totalCount() {
      return context.read(async (sql) => (await listPage<Row>(sql, definition, { ...request, first: 0 })).total());
    },
  };
}

/** An expected refusal as a value; anything else is thrown on. */
function refusal(error: unknown): UserError {
  if (!(error instanceof HubError)) throw error;
  return { code: error.code, message: error.message, path: null };
}

/** What a mutation answers: what its work came to, or what there is instead when that was refused, and why. */
export async function payloadOf<Payload extends object>(
  work: () => Promise<Payload>,
  refused: Payload,
): Promise<Payload & { errors: UserError[] }> {
  try {
    return { ...(await work()), errors: [] };
  } catch (error) {
    return { ...refused, errors: [refusal(error)] };
  }
}

/** A system, its streams and their messages serve several legal entities: only who sees all may set them going. */
export function ofWholeGroup(context: Context, what: 'streams' | 'systems'): Principal {
  const principal = principalOf(context);
  if (!principal.wholeGroup) throw new HubError('FORBIDDEN', `${what} serve the whole group, and you see a part of it`);
  return principal;
}
