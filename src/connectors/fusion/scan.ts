import type { ScanPage } from '../../domain/connector.ts';
import type { FusionClient, FusionItem } from './client.ts';

/** What a scan of a resource asks for, and how it tells the version of an item. */
export interface ItemScan {
  resource: string;
  key: string;
  /** The attribute that says when an item changed, where the resource has one. */
  stamp?: string;
  /** A condition in row-match syntax that the stream's items fulfil. */
  condition?: string | undefined;
  versionOf: (item: FusionItem) => string;
}

/** Every item of a resource by key and version, in the order of keys, which no change moves. */
export async function* scanItems(client: FusionClient, of: ItemScan, pageSize: number): AsyncGenerator<ScanPage> {
  const { resource, key, stamp, condition, versionOf } = of;
  let after: string | undefined;
  for (;;) {
    const conditions = [condition, after && `${key} > ${after}`].filter((each) => each !== undefined);
    const page = await client.list(resource, {
      ...(conditions.length === 0 ? {} : { q: conditions.join(' and ') }),
      // The shortest answer that says it: no other attributes, and no links.
      fields: stamp === undefined ? key : `${key},${stamp}`,
      onlyData: 'true',
      orderBy: `${key}:asc`,
      limit: String(Math.min(pageSize, 500)),
    });
    const records = page.items.map((item) => ({ key: String(item[key]), version: versionOf(item) }));
    yield { records, observedAt: page.observedAt };
    if (!page.hasMore || records.length === 0) return;
    after = records.at(-1)?.key;
  }
}
