import type { DataSource } from 'typeorm';
import type { ScanPage } from '../domain/connector.ts';
import { type Sql, transaction } from '../entities/sql.ts';
import type { Canary } from './canary.ts';
import { appendRecords } from './inbox.ts';
import type { PolledStream } from './poll.ts';
import { addScanned, keysToRead, oldestKnown, openScan } from './scan-rows.ts';
import type { ScanFindings } from './scan-verdict.ts';

// One query of a source takes at most this many keys.
const mostKeys = 200;
// The oldest one may have been deleted for good; all three of them at once hardly.
const canaries = 3;

/** Lets the source name all its records. Returns its clock when it began; undefined where it has nothing to name. */
export async function nameAll(
  sql: Sql,
  pages: AsyncIterable<ScanPage>,
  signal: AbortSignal | undefined,
): Promise<string | undefined> {
  let startedAt: string | undefined;
  await openScan(sql);
  for await (const { records, observedAt } of pages) {
    signal?.throwIfAborted();
    startedAt ??= observedAt;
    await addScanned(sql, records);
  }
  return startedAt;
}

/** How what is read again enters. */
export interface Rereading {
  correlationId: string;
  /** Told how many messages went into the inbox. */
  onMessages?: ((count: number) => void) | undefined;
  signal?: AbortSignal | undefined;
}

/** Reads records again, as after a hint, and takes in what is news of them. Returns how many messages went in. */
export async function readAgain(
  database: DataSource,
  sql: Sql,
  { system, name, stream, client }: PolledStream,
  findings: readonly string[],
  { correlationId, onMessages, signal }: Rereading,
): Promise<number> {
  let total = 0;
  let after = '';
  for (;;) {
    const keys = await keysToRead(sql, findings, after, mostKeys);
    const last = keys.at(-1);
    if (last === undefined) return total;
    signal?.throwIfAborted();
    const { messages, observedAt } = await stream.fetch(client, keys);
    const records = messages.map(({ key, version, body }) => ({
      stream: name,
      key,
      version,
      observedAt,
      raw: JSON.stringify(body),
    }));
    const context = { system, origin: 'reread', correlationId } as const;
    const count = await transaction(database, (own) => appendRecords(own, context, records));
    if (count > 0) onMessages?.(count);
    total += count;
    after = last;
  }
}

/** Looks whether what has always been readable still is: the system's own canary, or else the oldest of the stream. */
export async function lookForCanary(
  sql: Sql,
  { system, name, stream, client }: PolledStream,
  canary: Canary | undefined,
): Promise<ScanFindings['canary']> {
  const keys = canary === undefined ? await oldestKnown(sql, system, name, canaries) : [canary.key];
  if (keys.length === 0) return undefined;
  const { messages } = await (canary?.stream ?? stream).fetch(client, keys);
  return { name: canary?.name ?? `what has stood longest (${keys.join(', ')})`, readable: messages.length > 0 };
}
