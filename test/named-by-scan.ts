import type { Stream } from '../src/domain/connector.ts';

/** What a scan names: each record by its latest version. Throws where the stream can't be scanned. */
export async function namedByScan(
  stream: Stream<unknown>,
  client: unknown,
  pageSize: number,
): Promise<[string, string][]> {
  if (stream.scan === undefined) throw new Error(`${stream.about} can not be scanned`);
  const named = new Map<string, string>();
  for await (const { records } of stream.scan(client, pageSize)) {
    for (const { key, version } of records) {
      if (version > (named.get(key) ?? '')) named.set(key, version);
    }
  }
  return [...named].sort();
}
