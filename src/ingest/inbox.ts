import { createHash } from 'node:crypto';
import type { Sql } from '../entities/sql.ts';

/** Where a message belongs, and whose question or event it answers. */
export interface InboxContext {
  system: string;
  origin: 'webhook' | 'poll' | 'file' | 'reread';
  correlationId: string;
  causationId?: string | undefined;
  baseline?: boolean;
}

/** A versioned message of one stream, ready for the inbox. */
export interface InboxRecord {
  stream: string;
  key: string;
  version: string;
  observedAt: string;
  raw: string;
}

/** Messages of one record always share a stripe: a stripe is worked off in order, stripes run side by side. */
export function stripeOf(system: string, stream: string, key: string): number {
  return (createHash('sha256').update(`${system}\n${stream}\n${key}`).digest()[0] ?? 0) % 64;
}

/** The hash that tells whether two bodies of a record are the same. */
export function contentHash(raw: string | Uint8Array): string {
  return createHash('sha256').update(raw).digest('hex');
}

/**
 * Puts versioned messages into the inbox. A message that says nothing new, by content, version and time of the read, is
 * left out: overlapping polls read the same records again and again. Returns how many went in.
 */
export async function appendRecords(sql: Sql, context: InboxContext, records: readonly InboxRecord[]): Promise<number> {
  if (records.length === 0) return 0;
  const rows = records.map((record) => ({
    ...record,
    hash: contentHash(record.raw),
    stripe: stripeOf(context.system, record.stream, record.key),
  }));
  return sql.run(
    `insert into inbox (received_at, system, stream, type, origin, key, version, observed_at, raw, content_hash, stripe,
                        baseline, correlation_id, causation_id)
     select clock_timestamp(), $2, i.stream, 'record', $3, i.key, i.version, i."observedAt",
            convert_to(i.raw, 'UTF8'), decode(i.hash, 'hex'), i.stripe, $4, $5, $6
       from jsonb_to_recordset($1::jsonb) as i (stream text, key text, version timestamptz, "observedAt" timestamptz,
                                                raw text, hash text, stripe smallint)
      where not exists (
        select from source_aggregate a
         where a.system = $2 and a.stream = i.stream and a.key = i.key
           and a.version >= i.version and a.content_hash = decode(i.hash, 'hex'))`,
    [
      JSON.stringify(rows),
      context.system,
      context.origin,
      context.baseline ?? false,
      context.correlationId,
      context.causationId ?? null,
    ],
  );
}

/** Something at a source that is worth reading again. */
export interface InboxHint {
  object: string;
  stream: string;
  key: string;
}

/** Asks for records to be read again; the answer enters the inbox under the same correlation id. */
export async function appendHints(sql: Sql, context: InboxContext, hints: readonly InboxHint[]): Promise<void> {
  if (hints.length === 0) return;
  await sql.run(
    `insert into inbox (received_at, system, stream, type, origin, object, key, stripe, correlation_id, causation_id)
     select clock_timestamp(), $2, i.stream, 'hint', $3, i.object, i.key, 0, $4, $5
       from jsonb_to_recordset($1::jsonb) as i (object text, stream text, key text)`,
    [JSON.stringify(hints), context.system, context.origin, context.correlationId, context.causationId ?? null],
  );
}
