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

/**
 * Later by the source's own account of its last change; of two reads of the same state the later one. Where even that
 * is equal the content decides, so that the outcome never depends on who came first.
 */
function supersedes(a: ReceivedMessage, b: ReceivedMessage): boolean {
  if (a.version !== b.version) return a.version > b.version;
  return a.observed_at === b.observed_at ? a.content_hash > b.content_hash : a.observed_at > b.observed_at;
}

function newestPerRecord(messages: readonly ReceivedMessage[]): Map<string, ReceivedMessage> {
  const newest = new Map<string, ReceivedMessage>();
  for (const message of messages) {
    const known = newest.get(aggregateOf(message));
    if (known === undefined || supersedes(message, known)) newest.set(aggregateOf(message), message);
  }
  return newest;
}

/** How a message stands to what was known of its record before. */
interface Accepted {
  message: ReceivedMessage;
  /** Whether nothing at all was known, so that nothing of it can have vanished. */
  fresh: boolean;
}

/**
 * Remembers the messages that are news: a later version than the stored one, or another content of the same version
 * that supersedes it. The comparison is made by the statement that writes, so whoever else applies messages of the same
 * record meanwhile waits for the row; sorted, because two batches must take such rows in one order.
 */
async function acceptNews(sql: Sql, messages: readonly ReceivedMessage[]): Promise<Accepted[]> {
  if (messages.length === 0) return [];
  const byAggregate = new Map(messages.map((message) => [aggregateOf(message), message]));
  const rows = [...byAggregate.keys()].sort().map((key) => {
    const { system, stream, key: record, version, observed_at, content_hash } = byAggregate.get(key) as ReceivedMessage;
    return { system, stream, key: record, version, observed_at, content_hash };
  });
  const accepted = await sql.rows<{ system: string; stream: string; key: string; fresh: boolean }>(
    `insert into source_aggregate as a (system, stream, key, version, observed_at, content_hash)
     select i.system, i.stream, i.key, i.version, i.observed_at, decode(i.content_hash, 'hex')
       from jsonb_to_recordset($1::jsonb) as i (system text, stream text, key text, version timestamptz,
                                                observed_at timestamptz, content_hash text)
     on conflict (system, stream, key) do update
       set version = excluded.version, observed_at = excluded.observed_at, content_hash = excluded.content_hash
       where a.version < excluded.version
          or (a.version = excluded.version and a.content_hash <> excluded.content_hash
              and (a.observed_at, a.content_hash) < (excluded.observed_at, excluded.content_hash))
     returning a.system, a.stream, a.key, a.xmax = 0 as fresh`,
    [JSON.stringify(rows)],
  );
  return accepted.map(({ system, stream, key, fresh }) => ({
    message: byAggregate.get(JSON.stringify([system, stream, key])) as ReceivedMessage,
    fresh,
  }));
}

/** Why a message could not be used, from whatever its reading threw. */
export function reasonOf(error: unknown): { code: ErrorCode; reason: string } {
  if (error instanceof HubError) return { code: error.code, reason: error.message };
  if (error instanceof z.ZodError) {
    const places = error.issues.map((issue) => `${issue.path.join('.') || 'record'}: ${issue.message}`);
    return { code: 'MAPPING_FAILED', reason: places.join('; ') };
  }
  return { code: 'MAPPING_FAILED', reason: messageOf(error) };
}

/** The newest readable message of each record, with what it says; those that can't be read are parked on the way. */
function readNewest(messages: readonly ReceivedMessage[], interpret: Interpreter, parked: Applied['parked']) {
  const readable = new Map<ReceivedMessage, CanonicalRecord[]>();
  const unreadable = new Set<ReceivedMessage>();
  let found = -1;
  while (unreadable.size > found) {
    found = unreadable.size;
    for (const message of newestPerRecord(messages.filter((each) => !unreadable.has(each))).values()) {
      if (readable.has(message)) continue;
      try {
        readable.set(message, interpret(message));
      } catch (error) {
        unreadable.add(message);
        parked.push({ id: message.id, ...reasonOf(error) });
      }
    }
  }
  return readable;
}

/** Applies a batch of messages: the newest message per record, if it is news, becomes its source records. */
export async function applyMessages(
  sql: Sql,
  messages: readonly ReceivedMessage[],
  interpret: Interpreter,
): Promise<Applied> {
  const parked: Applied['parked'] = [];
  const readable = readNewest(messages, interpret, parked);
  const accepted = await acceptNews(sql, [...readable.keys()]);
  const writes = accepted.flatMap(({ message }) =>
    (readable.get(message) ?? []).map((record): SourceRecordWrite => ({ record, message })),
  );
  const known = accepted.filter(({ fresh }) => !fresh).map(({ message }) => message);
  await writeSourceRecords(sql, known, writes);
  const done = new Set(accepted.map(({ message }) => message.id));
  const unread = new Set(parked.map(({ id }) => id));
  const stale = messages.map(({ id }) => id).filter((id) => !done.has(id) && !unread.has(id));
  return { done: [...done], stale, parked };
}
