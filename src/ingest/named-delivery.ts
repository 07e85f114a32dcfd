import type { SystemDescription, Webhook, WebhookItem, WebhookRequest } from '../domain/connector.ts';
import { HubError, messageOf } from '../domain/errors.ts';
import type { Sql } from '../entities/sql.ts';
import { refuseFuture } from './future.ts';
import { contentHash, stripeOf } from './inbox.ts';

/** What became of a delivery: how many of its messages were new. */
export interface Accepted {
  fresh: number;
  repeated: number;
}

/** A message of a named delivery on its way into the inbox. */
export interface NamedRow {
  type: 'record' | 'known';
  stream: string | null;
  key: string | null;
  version: string | null;
  observed_at: string | null;
  raw: string | null;
  part: number;
  hash: string;
  stripe: number;
  state: 'new' | 'done' | 'parked';
  baseline: boolean;
  reason_code: string | null;
  reason: string | null;
}

const blank = {
  type: 'record',
  stream: null,
  key: null,
  version: null,
  observed_at: null,
  raw: null,
  stripe: 0,
  state: 'new',
  baseline: false,
  reason_code: null,
  reason: null,
} as const;

/** The first message keeps the delivery as it came, each other one only its own part of it. */
const partOf = (body: unknown, part: number) => (part === 0 ? null : JSON.stringify(body));

function readRow(system: string, item: WebhookItem, part: number, receivedAt: string): NamedRow {
  if (item.type === 'hint') throw new HubError('UNREADABLE', 'a delivery of records can not hold a hint');
  const { stream } = item;
  if (item.type === 'unusable') {
    const { body, reason } = item;
    const hash = contentHash(JSON.stringify(body));
    const parked = { state: 'parked', reason_code: 'UNREADABLE', reason } as const;
    return { ...blank, ...parked, stream, raw: partOf(body, part), part, hash };
  }
  if (item.type === 'known') {
    refuseFuture(item.through, receivedAt, 'knownThrough');
    return { ...blank, type: 'known', stream, version: item.through, part, hash: '', state: 'done' };
  }
  const { key, version, body } = item.message;
  return {
    ...blank,
    stream,
    key,
    version,
    observed_at: item.observedAt,
    raw: partOf(body, part),
    part,
    hash: contentHash(JSON.stringify(body)),
    stripe: stripeOf(system, stream, key),
    baseline: item.baseline ?? false,
  };
}

/** The messages of a delivery; where it can't be read, the delivery itself, parked for a person to look at. */
export function namedRows(
  system: SystemDescription,
  webhook: Webhook,
  request: Pick<WebhookRequest, 'body' | 'receivedAt'>,
  bodyHash: string,
): NamedRow[] {
  try {
    const items = webhook.read(request.body, system);
    return items.map((item, part) => readRow(system.name, item, part, request.receivedAt));
  } catch (error) {
    const reason_code = error instanceof HubError ? error.code : 'UNREADABLE';
    return [{ ...blank, part: 0, hash: bodyHash, state: 'parked', reason_code, reason: messageOf(error) }];
  }
}

/** A delivery that has a name, its bytes as they came, and the messages in it. */
export interface NamedDelivery {
  system: string;
  id: string;
  bodyHash: string;
  body: Uint8Array;
  rows: readonly NamedRow[];
  /** What arrives together belongs together. */
  correlationId: string;
}

// One statement, so that a delivery's name, its bytes and what it declares can't exist without each other. `do update`
// and not `do nothing`: a repeat has to wait for the first delivery's commit to be safe everywhere, and a row that is
// only looked at does not wait; in one order, so that two hubs can't wait for each other. Another body under a known
// name is kept once, parked.
const insertNamed = `
  with delivery as (
    select d.place, d.system, d.id, decode(d.hash, 'hex') as hash, d.correlation_id, b.body
      from jsonb_to_recordset($1::jsonb) as d (place int, system text, id text, hash text, correlation_id uuid)
      join unnest($2::bytea[]) with ordinality as b (body, ordinal) on b.ordinal = d.place
  ), seen as (
    insert into inbox_seen as s (system, message_id, body_sha256, first_seen_at)
    select d.system, d.id, d.hash, clock_timestamp() from delivery d order by d.system, d.id
    on conflict (system, message_id) do update set deliveries = s.deliveries + 1
    returning s.system, s.message_id, s.body_sha256, s.deliveries
  ), known as (
    select d.place, d.system, d.id, d.hash, d.correlation_id, d.body, n.deliveries, n.body_sha256 = d.hash as same
      from delivery d join seen n on n.system = d.system and n.message_id = d.id
  ), other as (
    insert into inbox_seen as s (system, message_id, body_sha256, first_seen_at)
    select k.system, k.id || E'\\n' || encode(k.hash, 'hex'), k.hash, clock_timestamp()
      from known k where not k.same order by k.system, k.id
    on conflict (system, message_id) do update set deliveries = s.deliveries + 1
    returning s.system, s.message_id, s.deliveries
  ), incoming as (
    select k.place, k.system, k.correlation_id, i.type, i.stream, i.key, i.version, i.observed_at, i.part,
           case when i.part = 0 then k.body else convert_to(i.raw, 'UTF8') end as raw, decode(i.hash, 'hex') as hash,
           i.stripe, i.state, i.baseline, i.reason_code, i.reason
      from jsonb_to_recordset($3::jsonb) as i (place int, type text, stream text, key text, version timestamptz,
        observed_at timestamptz, raw text, part int, hash text, stripe smallint, state text, baseline boolean,
        reason_code text, reason text)
      join known k on k.place = i.place and k.deliveries = 1
    union all
    select k.place, k.system, k.correlation_id, 'record', null, null, null, null, 0, k.body, k.hash, 0, 'parked', false,
           'SAME_ID_OTHER_BODY', 'delivery ' || k.id || ' came before with another body'
      from other o
      join known k on k.system = o.system and k.id || E'\\n' || encode(k.hash, 'hex') = o.message_id
     where o.deliveries = 1
  ), kept as (
    insert into inbox (received_at, system, stream, type, origin, key, version, observed_at, raw, part, content_hash,
                       stripe, state, baseline, reason_code, reason, correlation_id)
    select clock_timestamp(), i.system, i.stream, i.type, 'webhook', i.key, i.version, i.observed_at, i.raw, i.part,
           i.hash, i.stripe, i.state, i.baseline, i.reason_code, i.reason, i.correlation_id
      from incoming i order by i.place, i.part
    returning 1
  ), through as (
    select i.system, i.stream, max(i.version) as version from incoming i where i.type = 'known' group by 1, 2
  ), declared as (
    update stream s
       set covered_through = t.version, covered_inbox_id = (select last_value from inbox_id), covered_mark_id = null,
           baseline = 'complete', last_success_at = clock_timestamp()
      from through t
     where s.system = t.system and s.name = t.stream and (s.covered_through is null or s.covered_through < t.version)
    returning s.system, s.name
  ), marked as (
    insert into dirty (kind, golden_id, correlation_id)
    select distinct 'stream', c.subject_id, i.correlation_id
      from declared d
      join stream_coverage c on c.system = d.system and c.stream = d.name
      join incoming i on i.system = d.system and i.stream = d.name and i.type = 'known'
  )
  select k.place, (select count(*) from incoming i where i.place = k.place)::int as fresh,
         (k.deliveries > 1 and k.same)::int as repeated
    from known k, (select count(*) from kept) written`;

/**
 * Commits deliveries of different names: each that is new, or that comes with another body than before; counts a repeated
 * one. Returns what became of each, in their order.
 */
export async function commitNamed(sql: Sql, deliveries: readonly NamedDelivery[]): Promise<Accepted[]> {
  const heads = deliveries.map(({ system, id, bodyHash, correlationId }, at) => ({
    place: at + 1,
    system,
    id,
    hash: bodyHash,
    correlation_id: correlationId,
  }));
  const rows = deliveries.flatMap(({ rows }, at) => rows.map((row) => ({ place: at + 1, ...row })));
  const bodies = deliveries.map(({ body }) => Buffer.from(body));
  const params = [JSON.stringify(heads), bodies, JSON.stringify(rows)];
  const outcomes = await sql.rows<Accepted & { place: number }>(insertNamed, params);
  const byPlace = new Map(outcomes.map(({ place, fresh, repeated }) => [place, { fresh, repeated }]));
  return heads.map(({ place }) => byPlace.get(place) ?? { fresh: 0, repeated: 0 });
}
