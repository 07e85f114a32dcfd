import type { Json } from './json-shapes.ts';

/** The resource that an address or a path leads to. */
export function resourceIn(address: string): string {
  const path = address.split('?')[0]?.replace(/^.*\/resources\/[\w.]+/, '') ?? '';
  return /^\/?([A-Za-z]+)/.exec(path)?.[1] ?? address;
}

/** What an item or a page calls itself. */
export function selfIn(item: Json): string | undefined {
  const links = item['links'] as { rel: string; name: string }[] | undefined;
  return links?.find(({ rel }) => rel === 'self')?.name;
}

/** A new object does not say where it goes; its lines are called after it. */
export function resourceOf(body: Json): string {
  const lines = Object.keys(body).find((name) => Array.isArray(body[name]) && name.endsWith('Lines'));
  return lines === undefined ? 'object' : `${lines.slice(0, -'Lines'.length)}s`;
}
