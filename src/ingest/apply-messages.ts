import { z } from 'zod';
import { type ErrorCode, HubError, messageOf } from '../domain/errors.ts';
import type { CanonicalRecord } from '../domain/record.ts';
import type { Sql } from '../entities/sql.ts';
import type { Interpreter, ReceivedMessage } from './interpret.ts';
import { type SourceRecordWrite, writeSourceRecords } from './source-records.ts';

/** What became of the messages of a batch, by inbox id. */
export interface Applied {
  done: string[];
  stale: string[];
  parked: { id: string; code: ErrorCode; reason: string }[];
}

const aggregateOf = (message: ReceivedMessage) => JSON.stringify([message.system, message.stream, message.key]);

/** Later by the source's own account of its last change; of two reads of the same state the later one. */
function supersedes(a: ReceivedMessage, b: ReceivedMessage): boolean {
  return a.version === b.version ? a.observed_at >= b.observed_at : a.version > b.version;
}

function newestPerRecord(messages: readonly ReceivedMessage[]): Map<string, ReceivedMessage> {
  const newest = new Map<string, ReceivedMessage>();
  for (const message of messages) {
    const known = newest.get(aggregateOf(message));
    if (known === undefined || supersedes(message, known)) newest.set(aggregateOf(message), message);
  }
  return newest;
}

interface StoredAggregate {
  system: string;
  stream: string;
  key: string;
  version: string;
  observed_at: string;
  content_hash: string;
}

async function storedAggregates(sql: Sql, messages: readonly ReceivedMessage[]): Promise<Map<string, StoredAggregate>> {
  const rows = await sql.rows<StoredAggregate>(
    `select a.system, a.stream, a.key, a.version, a.observed_at, encode(a.content_hash, 'hex') as content_hash
       from source_aggregate a
       join jsonb_to_recordset($1::jsonb) as i (system text, stream text, key text)
         on a.system = i.system and a.stream = i.stream and a.key = i.key`,
    [JSON.stringify(messages.map(({ system, stream, key }) => ({ system, stream, key })))],
  );
  return new Map(rows.map((row) => [JSON.stringify([row.system, row.stream, row.key]), row]));
}

function isNews(message: ReceivedMessage, stored: StoredAggregate | undefined): boolean {
  if (stored === undefined) return true;
  if (message.version !== stored.version) return message.version > stored.version;
  return message.observed_at > stored.observed_at && message.content_hash !== stored.content_hash;
}

async function rememberAggregates(sql: Sql, messages: readonly ReceivedMessage[]): Promise<void> {
  await sql.run(
    `insert into source_aggregate as a (system, stream, key, version, observed_at, content_hash)
     select i.system, i.stream, i.key, i.version, i.observed_at, decode(i.content_hash, 'hex')
       from jsonb_to_recordset($1::jsonb) as i (system text, stream text, key text, version timestamptz,
                                                observed_at timestamptz, content_hash text)
     on conflict (system, stream, key) do update
       set version = excluded.version, observed_at = excluded.observed_at, content_hash = excluded.content_hash`,
    [
      JSON.stringify(
        messages.map(({ system, stream, key, version, observed_at, content_hash }) => ({
          system,
          stream,
          key,
          version,
          observed_at,
          content_hash,
        })),
      ),
    ],
  );
}

function reasonOf(error: unknown): { code: ErrorCode; reason: string } {
  if (error instanceof HubError) return { code: error.code, reason: error.message };
  if (error instanceof z.ZodError) {
    const places = error.issues.map((issue) => `${issue.path.join('.') || 'record'}: ${issue.message}`);
    return { code: 'MAPPING_FAILED', reason: places.join('; ') };
  }
  return { code: 'MAPPING_FAILED', reason: messageOf(error) };
}

const asWrite =
  (message: ReceivedMessage) =>
  (record: CanonicalRecord): SourceRecordWrite => ({ record, message });

/** Applies a batch of one stripe: the newest message per record, if it is news, becomes its source records. */
export async function applyMessages(
  sql: Sql,
  messages: readonly ReceivedMessage[],
  interpret: Interpreter,
): Promise<Applied> {
  const newest = newestPerRecord(messages);
  const stored = await storedAggregates(sql, [...newest.values()]);
  const applied: Applied = { done: [], stale: [], parked: [] };
  const accepted: ReceivedMessage[] = [];
  const writes: SourceRecordWrite[] = [];
  for (const message of messages) {
    const key = aggregateOf(message);
    if (newest.get(key) !== message || !isNews(message, stored.get(key))) {
      applied.stale.push(message.id);
      continue;
    }
    try {
      writes.push(...interpret(message).map(asWrite(message)));
      accepted.push(message);
      applied.done.push(message.id);
    } catch (error) {
      applied.parked.push({ id: message.id, ...reasonOf(error) });
    }
  }
  await rememberAggregates(sql, accepted);
  await writeSourceRecords(sql, accepted, writes);
  return applied;
}
