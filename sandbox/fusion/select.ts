import type { Pod, PodItem } from './pod.ts';
import { type PodResource, podResources } from './pod-resources.ts';
import { InvalidQuery, orderOf, type RowMatch, rowMatch } from './row-match.ts';

/** The query parameters of a collection. */
export type ListQuery = Partial<
  Record<'q' | 'orderBy' | 'limit' | 'offset' | 'expand' | 'totalResults' | 'fields' | 'onlyData', string>
>;

/** One page of a collection. */
export interface Selection {
  page: PodItem[];
  size: number;
  offset: number;
  hasMore: boolean;
  /** Counted only when asked for. */
  total: number | undefined;
}

const mostItems = 500;

function* matching(pod: Pod, name: string, { matches, keys, since }: RowMatch, isVisible: (item: PodItem) => boolean) {
  const candidates = keys?.flatMap((key) => pod.get(name, key) ?? []) ?? pod.timeline(name).since(since);
  for (const item of candidates) if (matches(item) && isVisible(item)) yield item;
}

/** Reads the collection up to the end of the page, and one further to see whether there is more. */
function take(items: Iterable<PodItem>, most: number): PodItem[] {
  const taken: PodItem[] = [];
  for (const item of items) {
    taken.push(item);
    if (taken.length === most) break;
  }
  return taken;
}

/** The page that a query asks for. Throws InvalidQuery. */
export function select(pod: Pod, name: string, query: ListQuery, isVisible: (item: PodItem) => boolean): Selection {
  const resource = podResources[name] as PodResource;
  const size = Math.min(Number(query.limit ?? '25'), mostItems);
  const offset = Number(query.offset ?? '0');
  const match = rowMatch(resource, query.q);
  const inOrder =
    query.orderBy === undefined ||
    (query.orderBy === `LastUpdateDate:asc,${resource.key}:asc` && match.keys === undefined);
  const all = !inOrder || query.totalResults === 'true';
  const items = take(matching(pod, name, match, isVisible), all ? Number.POSITIVE_INFINITY : offset + size + 1);
  if (!inOrder) items.sort(orderOf(query.orderBy ?? ''));
  return {
    page: items.slice(offset, offset + size),
    size,
    offset,
    hasMore: items.length > offset + size,
    total: query.totalResults === 'true' ? items.length : undefined,
  };
}

/** Cuts an item down to the attributes that the query names, and to data where it wants no links. Throws InvalidQuery. */
export function shapeOf(resource: PodResource, { fields, expand, onlyData }: ListQuery): (item: PodItem) => PodItem {
  if (fields !== undefined && expand !== undefined) throw new InvalidQuery('Use either fields or expand.');
  const stamps = resource.unstamped === true ? [] : ['LastUpdateDate'];
  const named = fields?.split(',');
  const unknown = named?.find((field) => ![resource.key, ...stamps, ...resource.attributes].includes(field));
  if (unknown !== undefined) throw new InvalidQuery(`The attribute ${unknown} in the fields parameter is not valid.`);
  const shows = (name: string) => (name === 'links' ? onlyData !== 'true' : (named?.includes(name) ?? true));
  return (item) => Object.fromEntries(Object.entries(item).filter(([name]) => shows(name))) as PodItem;
}
