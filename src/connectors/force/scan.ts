import type { ScannedRecord, ScanPage } from '../../domain/connector.ts';
import { type ChangeSource, fieldAt } from './changes.ts';
import type { ForceClient, ForceRecord } from './client.ts';
import { instantOf, longId, soqlText } from './values.ts';

/** Where the records of a stream show: as for changes, and what else a scan has to ask to know their version. */
interface ScanSource extends ChangeSource {
  /** A condition in SOQL that the stream's records fulfil. */
  where?: string | undefined;
  /** The stamp of what says a part of a record's meaning: the record is as young as the younger of both. */
  partStamp?: string | undefined;
}

// The most rows that the platform gives at once.
const mostRows = 2000;

function scanned(record: ForceRecord, { keyField, partStamp }: ScanSource): ScannedRecord[] {
  const key = fieldAt(record, keyField);
  if (typeof key !== 'string') return [];
  const part = partStamp === undefined ? undefined : fieldAt(record, partStamp);
  const stamps = [record['SystemModstamp'], part].filter((stamp) => stamp != null).map(instantOf);
  return [{ key: longId(key), version: stamps.sort().at(-1) as string }];
}

function queryOf({ object, keyField, where, partStamp }: ScanSource, after: string | undefined, limit: number): string {
  const fields = new Set(['Id', keyField, 'SystemModstamp', ...(partStamp === undefined ? [] : [partStamp])]);
  const conditions = [where, after && `Id > ${soqlText(after)}`].filter((each) => each !== undefined);
  const which = conditions.length === 0 ? '' : ` WHERE ${conditions.join(' AND ')}`;
  return `SELECT ${[...fields].join(', ')} FROM ${object}${which} ORDER BY Id LIMIT ${limit}`;
}

async function* pagesOf(client: ForceClient, source: ScanSource, limit: number): AsyncGenerator<ScanPage> {
  let after: string | undefined;
  for (;;) {
    const { records, observedAt } = await client.queryAll(queryOf(source, after, limit));
    yield { records: records.flatMap((record) => scanned(record, source)), observedAt };
    if (records.length < limit) return;
    after = String(records.at(-1)?.['Id']);
  }
}

/**
 * Every record of a stream by key and version, by Id, which no change moves; the deleted ones in the recycle bin too. What
 * has left the recycle bin is what a scan does not find.
 */
export async function* scanObjects(
  client: ForceClient,
  sources: readonly ScanSource[],
  pageSize: number,
): AsyncGenerator<ScanPage> {
  for (const source of sources) yield* pagesOf(client, source, Math.min(pageSize, mostRows));
}
