import { canonicalJson } from '../domain/json.ts';
import type { CanonicalRecord } from '../domain/record.ts';
import type { Sql } from '../entities/sql.ts';
import { reasonOf } from './apply-messages.ts';
import { receivedColumns } from './drain.ts';
import type { Interpreter, ReceivedMessage } from './interpret.ts';
import { type ReplayScope, replayable, scopeParams } from './replay.ts';

/** A field that a record has now, and what it would be. */
export interface FieldChange {
  field: string;
  before: string | null;
  after: string | null;
}

/** A source record that would come out otherwise. */
export interface RecordChange {
  system: string;
  kind: string;
  key: string;
  naturalKey: string | null;
  what: 'appears' | 'changes' | 'disappears';
  fields: FieldChange[];
}

/** What taking messages in again would come to. Of what would come out otherwise, the first are named. */
export interface ReplayPreview {
  /** How many messages would be taken in again. */
  messages: number;
  /** How many of them are hints, whose records would be read at their source again. */
  hints: number;
  unusable: { count: number; first: { id: string; code: string; reason: string }[] };
  changes: { count: number; first: RecordChange[] };
}

interface StoredRecord extends Record<string, unknown> {
  system: string;
  kind: string;
  key: string;
  stream: string;
  aggregate_key: string;
  natural_key: string | null;
  deleted: boolean;
  fields: Record<string, unknown>;
}

const recordsAtOnce = 500;
const mostNamed = 100;

/** The messages that would count for each record, the newest first: what is older than what is known has no effect. */
async function candidates(sql: Sql, params: readonly unknown[]): Promise<string[][]> {
  const rows = await sql.rows<{ ids: string[] }>(
    `select array_agg(i.id::text order by i.version desc, i.observed_at desc, i.content_hash desc) as ids
       from inbox i
       left join source_aggregate a on a.system = i.system and a.stream = i.stream and a.key = i.key
      where i.type = 'record' and ${replayable}
        and (a.key is null or a.version < i.version or (a.version = i.version and a.observed_at <= i.observed_at))
      group by i.system, i.stream, i.key order by i.system, i.stream, i.key`,
    params,
  );
  return rows.map(({ ids }) => ids);
}

/** What was read from a message. */
interface Read {
  message: ReceivedMessage;
  records: CanonicalRecord[];
}

function messagesById(sql: Sql, ids: readonly string[]): Promise<ReceivedMessage[]> {
  return sql.rows<ReceivedMessage & Record<string, unknown>>(
    `select ${receivedColumns} from inbox i where i.id = any ($1::bigint[]) order by i.id`,
    [ids],
  );
}

/** Reads the newest message of each record that can be read; notes those that can't. */
async function readNewest(
  sql: Sql,
  records: readonly (readonly string[])[],
  interpret: Interpreter,
  unusable: ReplayPreview['unusable'],
): Promise<Read[]> {
  const found: Read[] = [];
  let left = records;
  while (left.length > 0) {
    const failed = new Set<string>();
    for (const message of await messagesById(
      sql,
      left.flatMap(([newest]) => newest ?? []),
    )) {
      try {
        found.push({ message, records: interpret(message) });
      } catch (error) {
        failed.add(message.id);
        unusable.count += 1;
        if (unusable.first.length < mostNamed) unusable.first.push({ id: message.id, ...reasonOf(error) });
      }
    }
    left = left.filter(([newest]) => failed.has(newest ?? '')).map(([, ...older]) => older);
    left = left.filter((ids) => ids.length > 0);
  }
  return found;
}

const stored = `
  select r.system, r.kind, r.key, r.stream, r.aggregate_key, r.natural_key, r.deleted,
         jsonb_build_object('naturalKey', r.natural_key, 'legalEntity', r.legal_entity, 'practice', r.practice,
           'claims', case when r.claims_key is not null
                          then jsonb_build_object('system', r.claims_system, 'key', r.claims_key) end,
           'deleted', r.deleted) || r.refs || r.attributes as fields
    from source_record r`;

/** What is stored of the records, and of others that came with them. */
function storedRecords(sql: Sql, read: readonly Read[]): Promise<StoredRecord[]> {
  const asked = read.flatMap(({ message: { system }, records }) =>
    records.map(({ kind, key }) => ({ system, kind, key })),
  );
  const origins = read.map(({ message: { system, stream, key } }) => ({ system, stream, key }));
  return sql.rows<StoredRecord>(
    `${stored} join jsonb_to_recordset($1::jsonb) as i (system text, kind text, key text) using (system, kind, key)
     union
     ${stored} join jsonb_to_recordset($2::jsonb) as i (system text, stream text, key text)
       on i.system = r.system and i.stream = r.stream and i.key = r.aggregate_key`,
    [JSON.stringify(asked), JSON.stringify(origins)],
  );
}

function fieldsOf({ natural, legalEntity, practice, claims, deleted, values, refs }: CanonicalRecord) {
  return { naturalKey: natural, legalEntity, practice, claims, deleted: deleted ?? false, ...refs, ...values };
}

function written(value: unknown): string | null {
  if (value === undefined || value === null) return null;
  return typeof value === 'string' ? value : canonicalJson(value);
}

function changesBetween(before: Record<string, unknown>, after: Record<string, unknown>): FieldChange[] {
  return [...new Set([...Object.keys(after), ...Object.keys(before)])].flatMap((field) => {
    const change = { field, before: written(before[field]), after: written(after[field]) };
    return change.before === change.after ? [] : [change];
  });
}

const placeOf = (system: string, kind: string, key: string) => JSON.stringify([system, kind, key]);

function changeOf(system: string, record: CanonicalRecord, before: StoredRecord | undefined): RecordChange[] {
  const { kind, key, natural = null } = record;
  const fields = changesBetween(before?.fields ?? {}, fieldsOf(record));
  const what = before === undefined ? 'appears' : 'changes';
  return before !== undefined && fields.length === 0 ? [] : [{ system, kind, key, naturalKey: natural, what, fields }];
}

function compare(read: readonly Read[], known: readonly StoredRecord[]): RecordChange[] {
  const byPlace = new Map(known.map((each) => [placeOf(each.system, each.kind, each.key), each]));
  const changes = read.flatMap(({ message: { system }, records }) =>
    records.flatMap((record) => {
      const place = placeOf(system, record.kind, record.key);
      const before = byPlace.get(place);
      byPlace.delete(place);
      return changeOf(system, record, before);
    }),
  );
  // What came with an earlier version of the same message, and would come no more.
  const left = [...byPlace.values()].filter(({ deleted }) => !deleted);
  return [
    ...changes,
    ...left.map(({ system, kind, key, natural_key: naturalKey }): RecordChange => {
      return { system, kind, key, naturalKey, what: 'disappears', fields: [] };
    }),
  ];
}

/**
 * Says what taking messages in again would come to: each is interpreted anew, and compared with what is stored field by
 * field. Nothing is written, and nobody waits for it.
 */
export async function previewReplay(sql: Sql, scope: ReplayScope, interpret: Interpreter): Promise<ReplayPreview> {
  const params = scopeParams(scope);
  const row = await sql.row<{ messages: number; hints: number }>(
    `select count(*)::int as messages, (count(*) filter (where i.type = 'hint'))::int as hints
       from inbox i where ${replayable}`,
    params,
  );
  const preview: ReplayPreview = {
    messages: row?.messages ?? 0,
    hints: row?.hints ?? 0,
    unusable: { count: 0, first: [] },
    changes: { count: 0, first: [] },
  };
  const records = await candidates(sql, params);
  for (let from = 0; from < records.length; from += recordsAtOnce) {
    const read = await readNewest(sql, records.slice(from, from + recordsAtOnce), interpret, preview.unusable);
    const changes = compare(read, await storedRecords(sql, read));
    preview.changes.count += changes.length;
    preview.changes.first.push(...changes.slice(0, mostNamed - preview.changes.first.length));
  }
  return preview;
}
