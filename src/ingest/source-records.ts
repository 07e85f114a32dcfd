import type { CanonicalRecord } from '../domain/record.ts';
import type { Sql } from '../entities/sql.ts';
import { type VersionedTable, writeVersioned } from '../entities/write-versioned.ts';
import type { ReceivedMessage } from './interpret.ts';

/** A canonical record and the message that it was read from. */
export interface SourceRecordWrite {
  record: CanonicalRecord;
  message: ReceivedMessage;
}

const table: VersionedTable = {
  name: 'source_record',
  key: ['system', 'kind', 'key'],
  // A message that is taken in again must not make a new version of what it says as before.
  skipSame: true,
  columns: [
    { name: 'system', type: 'text' },
    { name: 'kind', type: 'text' },
    { name: 'key', type: 'text' },
    { name: 'stream', type: 'text' },
    { name: 'aggregate_key', type: 'text' },
    { name: 'natural_key', type: 'text' },
    { name: 'claims_system', type: 'text' },
    { name: 'claims_key', type: 'text' },
    { name: 'legal_entity', type: 'text' },
    { name: 'practice', type: 'text' },
    { name: 'occurred_at', type: 'timestamptz' },
    { name: 'deleted', type: 'boolean' },
    { name: 'attributes', type: 'jsonb' },
    { name: 'refs', type: 'jsonb' },
    { name: 'inbox_id', type: 'bigint' },
    { name: 'correlation_id', type: 'uuid' },
  ],
};

function rowOf({ record, message }: SourceRecordWrite) {
  return {
    system: message.system,
    kind: record.kind,
    key: record.key,
    stream: message.stream,
    aggregate_key: message.key,
    natural_key: record.natural ?? null,
    claims_system: record.claims?.system ?? null,
    claims_key: record.claims?.key ?? null,
    legal_entity: record.legalEntity ?? null,
    practice: record.practice ?? null,
    occurred_at: message.version,
    deleted: record.deleted ?? false,
    attributes: record.values,
    refs: record.refs,
    inbox_id: message.id,
    correlation_id: message.correlation_id,
  };
}

/** Records that an earlier version of the same message held and this one no longer does: gone at the source. */
async function vanished(sql: Sql, messages: readonly ReceivedMessage[], writes: readonly SourceRecordWrite[]) {
  const present = writes.map(({ record, message }) => ({ system: message.system, kind: record.kind, key: record.key }));
  return sql.rows<{ message_id: string; kind: string; key: string }>(
    `select m.id::text as message_id, r.kind, r.key
       from jsonb_to_recordset($1::jsonb) as m (id bigint, system text, stream text, key text)
       join source_record r on r.system = m.system and r.stream = m.stream and r.aggregate_key = m.key
      where not r.deleted and not exists (
        select from jsonb_to_recordset($2::jsonb) as p (system text, kind text, key text)
         where p.system = r.system and p.kind = r.kind and p.key = r.key)`,
    [
      JSON.stringify(messages.map(({ id, system, stream, key }) => ({ id, system, stream, key }))),
      JSON.stringify(present),
    ],
  );
}

async function tombstone(sql: Sql, messages: readonly ReceivedMessage[], writes: readonly SourceRecordWrite[]) {
  const gone = await vanished(sql, messages, writes);
  if (gone.length === 0) return [];
  const byId = new Map(messages.map((message) => [message.id, message]));
  const marks = gone.flatMap(({ message_id, kind, key }) => {
    const message = byId.get(message_id);
    return message === undefined ? [] : [{ kind, key, message }];
  });
  sql.send(
    `with input as (
       select i.*, clock_timestamp() as written_at from jsonb_to_recordset($1::jsonb)
         as i (system text, kind text, key text, version timestamptz, inbox_id bigint, correlation_id uuid)
     ), changed as (
       update source_record r set deleted = true, occurred_at = i.version, inbox_id = i.inbox_id,
              correlation_id = i.correlation_id
         from input i where r.system = i.system and r.kind = i.kind and r.key = i.key
       returning r.system, r.kind, r.key, r.stream, r.aggregate_key, r.natural_key, r.claims_system, r.claims_key,
                 r.legal_entity, r.practice, r.occurred_at, r.deleted, r.attributes, r.refs, r.inbox_id, r.correlation_id
     ), closed as (
       update source_record_history h set known_to = i.written_at
         from input i where h.system = i.system and h.kind = i.kind and h.key = i.key and h.known_to = 'infinity'
     )
     insert into source_record_history (system, kind, key, stream, aggregate_key, natural_key, claims_system, claims_key,
       legal_entity, practice, occurred_at, deleted, attributes, refs, inbox_id, correlation_id, known_from)
     select c.system, c.kind, c.key, c.stream, c.aggregate_key, c.natural_key, c.claims_system, c.claims_key,
       c.legal_entity, c.practice, c.occurred_at, c.deleted, c.attributes, c.refs, c.inbox_id, c.correlation_id, i.written_at
       from changed c join input i using (system, kind, key)`,
    [
      JSON.stringify(
        marks.map(({ kind, key, message }) => ({
          system: message.system,
          kind,
          key,
          version: message.version,
          inbox_id: message.id,
          correlation_id: message.correlation_id,
        })),
      ),
    ],
  );
  return marks;
}

function markForFold(sql: Sql, marks: readonly { kind: string; key: string; message: ReceivedMessage }[]): void {
  if (marks.length === 0) return;
  sql.send(
    `insert into fold_mark (kind, system, key, baseline, correlation_id, causation_id)
     select i.kind, i.system, i.key, i.baseline, i.correlation_id, i.causation_id
       from jsonb_to_recordset($1::jsonb) as i (kind text, system text, key text, baseline boolean,
                                                correlation_id uuid, causation_id text)`,
    [
      JSON.stringify(
        marks.map(({ kind, key, message }) => ({
          kind,
          key,
          system: message.system,
          baseline: message.baseline,
          correlation_id: message.correlation_id,
          causation_id: `inbox:${message.id}`,
        })),
      ),
    ],
  );
}

/**
 * Stores the records of accepted messages, buries those that an earlier version of the same message held and this one
 * no longer does, and leaves a mark for the fold on each. `known` are the messages that had an earlier version.
 */
export async function writeSourceRecords(
  sql: Sql,
  known: readonly ReceivedMessage[],
  writes: readonly SourceRecordWrite[],
): Promise<void> {
  writeVersioned(sql, table, writes.map(rowOf));
  const buried = known.length === 0 ? [] : await tombstone(sql, known, writes);
  const written = writes.map(({ record, message }) => ({ kind: record.kind, key: record.key, message }));
  markForFold(sql, [...written, ...buried]);
}
