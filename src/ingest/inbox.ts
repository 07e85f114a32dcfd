import { hash } from 'node:crypto';
import type { Sql } from '../entities/sql.ts';
import type { ReceivedMessage } from './interpret.ts';

/** Where a message belongs, and whose question or event it answers. */
export interface InboxContext {
  system: string;
  origin: 'webhook' | 'poll' | 'file' | 'reread' | 'scan';
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
  return Number.parseInt(hash('sha256', `${system}\n${stream}\n${key}`).slice(0, 2), 16) % 64;
}

/** The hash that tells whether two bodies of a record are the same. */
export function contentHash(raw: string | Uint8Array): string {
  return hash('sha256', raw);
}

/** A message that went into the inbox: its row, and the hash of its body. */
interface Appended {
  id: string;
  received_at: string;
  key: string;
  content_hash: string;
}

/** A record with the hash of its body. */
type Hashed = InboxRecord & { hash: string };

const hashed = (record: InboxRecord): Hashed => ({ ...record, hash: contentHash(record.raw) });

async function insertRecords(sql: Sql, context: InboxContext, records: readonly Hashed[], state: 'new' | 'done') {
  const rows = records.map((record) => ({
    ...record,
    stripe: stripeOf(context.system, record.stream, record.key),
  }));
  return sql.rows<Appended & Record<string, unknown>>(
    `insert into inbox as b (received_at, system, stream, type, origin, key, version, observed_at, raw, content_hash,
                             stripe, state, baseline, correlation_id, causation_id)
     select clock_timestamp(), $2, i.stream, 'record', $3, i.key, i.version, i."observedAt",
            convert_to(i.raw, 'UTF8'), decode(i.hash, 'hex'), i.stripe, $7, $4, $5, $6
       from jsonb_to_recordset($1::jsonb) as i (stream text, key text, version timestamptz, "observedAt" timestamptz,
                                                raw text, hash text, stripe smallint)
      where not exists (
        select from source_aggregate a
         where a.system = $2 and a.stream = i.stream and a.key = i.key
           and a.version >= i.version and a.content_hash = decode(i.hash, 'hex'))
     returning b.id::text, b.received_at, b.key, encode(b.content_hash, 'hex') as content_hash`,
    [
      JSON.stringify(rows),
      context.system,
      context.origin,
      context.baseline ?? false,
      context.correlationId,
      context.causationId ?? null,
      state,
    ],
  );
}

/**
 * Puts versioned messages into the inbox. A message that says nothing new, by content, version and time of the read, is
 * left out: overlapping polls read the same records again and again. Returns how many went in.
 */
export async function appendRecords(sql: Sql, context: InboxContext, records: readonly InboxRecord[]): Promise<number> {
  return records.length === 0 ? 0 : (await insertRecords(sql, context, records.map(hashed), 'new')).length;
}

/**
 * The same for messages that are applied by the transaction that puts them there, so that nobody has to look for them
 * and mark them afterwards. Returns them as the drain would have read them.
 */
export async function appendForApplying(
  sql: Sql,
  context: InboxContext,
  records: readonly InboxRecord[],
): Promise<ReceivedMessage[]> {
  if (records.length === 0) return [];
  const rows = records.map(hashed);
  const bodies = new Map(rows.map((row) => [`${row.key} ${row.hash}`, row]));
  const appended = await insertRecords(sql, context, rows, 'done');
  return appended.map(({ id, received_at, key, content_hash }) => {
    const { stream, version, observedAt, raw } = bodies.get(`${key} ${content_hash}`) as InboxRecord;
    return {
      id,
      received_at,
      system: context.system,
      stream,
      key,
      version,
      observed_at: observedAt,
      raw: Buffer.from(raw),
      part: 0,
      origin: context.origin,
      content_hash,
      baseline: context.baseline ?? false,
      correlation_id: context.correlationId,
    };
  });
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
