import { randomUUID } from 'node:crypto';
import type { SystemDescription, Webhook, WebhookItem, WebhookRequest } from '../domain/connector.ts';
import { HubError, messageOf } from '../domain/errors.ts';
import type { Sql } from '../entities/sql.ts';
import { contentHash, stripeOf } from './inbox.ts';

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

// How far a sender's clock may be ahead of ours. A version further in the future would shut out every later one.
const mostAheadMs = 5 * 60 * 1000;

function refuseFuture(instant: string, receivedAt: string, what: string): void {
  if (Date.parse(instant) > Date.parse(receivedAt) + mostAheadMs) {
    throw new HubError('UNREADABLE', `${what}: ${instant} lies in the future`);
  }
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
  refuseFuture(version, receivedAt, `record ${key}: version`);
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

// One statement, so that the delivery's name, its bytes and what it declares can't exist without each other. `do update`
// and not `do nothing`: a repeat has to wait for the first delivery's commit to be safe everywhere, and a row that is
// only looked at does not wait. Another body under a known name is kept once, parked.
const insertNamed = `
  with seen as (
    insert into inbox_seen as s (system, message_id, body_sha256, first_seen_at)
    values ($1, $2, decode($3, 'hex'), clock_timestamp())
    on conflict (system, message_id) do update set deliveries = s.deliveries + 1
    returning s.deliveries, s.body_sha256 = decode($3, 'hex') as same
  ), other as (
    insert into inbox_seen as s (system, message_id, body_sha256, first_seen_at)
    select $1, $2 || E'\\n' || $3, decode($3, 'hex'), clock_timestamp() from seen n where not n.same
    on conflict (system, message_id) do update set deliveries = s.deliveries + 1
    returning s.deliveries
  ), incoming as (
    select i.type, i.stream, i.key, i.version, i.observed_at, i.raw, i.part, i.hash, i.stripe, i.state, i.baseline,
           i.reason_code, i.reason
      from jsonb_to_recordset($4::jsonb) as i (type text, stream text, key text, version timestamptz,
        observed_at timestamptz, raw text, part int, hash text, stripe smallint, state text, baseline boolean,
        reason_code text, reason text)
      join seen n on n.deliveries = 1
    union all
    select 'record', null, null, null, null, null, 0, $3, 0, 'parked', false, 'SAME_ID_OTHER_BODY',
           'delivery ' || $2 || ' came before with another body'
      from other o where o.deliveries = 1
  ), kept as (
    insert into inbox (received_at, system, stream, type, origin, key, version, observed_at, raw, part, content_hash,
                       stripe, state, baseline, reason_code, reason, correlation_id)
    select clock_timestamp(), $1, i.stream, i.type, 'webhook', i.key, i.version, i.observed_at,
           case when i.part = 0 then $5::bytea else convert_to(i.raw, 'UTF8') end, i.part, decode(i.hash, 'hex'),
           i.stripe, i.state, i.baseline, i.reason_code, i.reason, $6
      from incoming i
    returning 1
  ), declared as (
    update stream s
       set covered_through = i.version, covered_inbox_id = (select last_value from inbox_id), covered_mark_id = null,
           baseline = 'complete', last_success_at = clock_timestamp()
      from incoming i
     where i.type = 'known' and s.system = $1 and s.name = i.stream
       and (s.covered_through is null or s.covered_through < i.version)
    returning s.system, s.name
  ), marked as (
    insert into dirty (kind, golden_id, correlation_id)
    select distinct 'stream', c.subject_id, $6::uuid
      from declared d join stream_coverage c on c.system = d.system and c.stream = d.name
  )
  select (select count(*) from kept)::int as fresh,
         (select count(*) from seen n where n.deliveries > 1 and n.same)::int as repeated`;

/** Commits a delivery that is new, or one that comes with another body than before; counts a repeated one. */
export async function commitNamed(
  sql: Sql,
  system: string,
  { id, bodyHash, body }: { id: string; bodyHash: string; body: Uint8Array },
  rows: readonly NamedRow[],
  // What arrives together belongs together.
  correlationId: string = randomUUID(),
): Promise<{ fresh: number; repeated: number }> {
  const params = [system, id, bodyHash, JSON.stringify(rows), Buffer.from(body), correlationId];
  const outcome = await sql.row<{ fresh: number; repeated: number }>(insertNamed, params);
  return outcome ?? { fresh: 0, repeated: 0 };
}
