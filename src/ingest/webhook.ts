import { createHash, randomUUID } from 'node:crypto';
import type { DataSource } from 'typeorm';
import type { ConnectedSystem, Webhook, WebhookItem, WebhookRequest } from '../domain/connector.ts';
import { HubError, messageOf } from '../domain/errors.ts';
import { type Sql, transaction } from '../entities/sql.ts';
import { contentHash, stripeOf } from './inbox.ts';

/** What became of a delivery: how many of its messages were new. */
export interface Accepted {
  fresh: number;
  repeated: number;
}

interface Row {
  message_id: string;
  type: 'record' | 'hint';
  stream: string | null;
  object: string | null;
  key: string | null;
  version: string | null;
  stripe: number;
  part: number;
  hash: string;
  state: 'new' | 'parked';
  reason_code: string | null;
  reason: string | null;
  correlation_id: string;
}

function rowOf(
  system: string,
  item: WebhookItem,
  part: number,
  webhook: Webhook,
  bodyHash: string,
  deliveryId: string,
): Row {
  const common = { message_id: item.messageId, part, correlation_id: item.correlationId ?? deliveryId };
  if (item.type === 'record') {
    const { key, version, body } = item.message;
    return {
      ...common,
      type: 'record',
      stream: item.stream,
      object: null,
      key,
      version,
      stripe: stripeOf(system, item.stream, key),
      hash: contentHash(JSON.stringify(body)),
      state: 'new',
      reason_code: null,
      reason: null,
    };
  }
  const stream = webhook.streamOf?.(item.object);
  const parked = stream === undefined;
  return {
    ...common,
    type: 'hint',
    stream: stream ?? null,
    object: item.object,
    key: item.key,
    version: null,
    stripe: 0,
    hash: bodyHash,
    state: parked ? 'parked' : 'new',
    reason_code: parked ? 'UNMAPPED_OBJECT' : null,
    reason: parked ? `no stream takes in ${item.object}` : null,
  };
}

/** A delivery whose proof holds but which can't be read is kept as it is, for a person to look at. */
function unreadable(messageId: string, bodyHash: string, error: unknown): Row {
  return {
    message_id: messageId,
    type: 'record',
    stream: null,
    object: null,
    key: null,
    version: null,
    stripe: 0,
    part: 0,
    hash: bodyHash,
    state: 'parked',
    reason_code: error instanceof HubError ? error.code : 'UNREADABLE',
    reason: messageOf(error),
    correlation_id: randomUUID(),
  };
}

// `do update` and not `do nothing`: a repeat has to wait for the first delivery's commit to be safe everywhere, and a
// row that is only looked at does not wait. A message that comes again with another body is kept, but parked.
const insertDelivery = `
  with incoming as (
    select i.* from jsonb_to_recordset($1::jsonb) as i (message_id text, type text, stream text, object text, key text,
      version timestamptz, stripe smallint, part int, hash text, state text, reason_code text, reason text,
      correlation_id uuid)
  ), seen as (
    insert into inbox_seen as s (system, message_id, body_sha256, first_seen_at)
    select $2, i.message_id, decode(i.hash, 'hex'), clock_timestamp() from incoming i
    on conflict (system, message_id) do update set deliveries = s.deliveries + 1
    returning s.message_id, s.deliveries, encode(s.body_sha256, 'hex') as hash
  ), kept as (
    insert into inbox (received_at, system, stream, type, origin, object, key, version, observed_at, raw, part,
                       content_hash, stripe, state, reason_code, reason, correlation_id)
    select clock_timestamp(), $2, i.stream, i.type, 'webhook', i.object, i.key, i.version, i.version,
           case when i.part = 0 or i.type = 'record' then $3::bytea end, i.part,
           decode(i.hash, 'hex'), i.stripe,
           case when s.deliveries > 1 then 'parked' else i.state end,
           case when s.deliveries > 1 then 'SAME_ID_OTHER_BODY' else i.reason_code end,
           case when s.deliveries > 1 then 'message ' || i.message_id || ' came before with another body'
                else i.reason end,
           i.correlation_id
      from incoming i join seen s on s.message_id = i.message_id
     where s.deliveries = 1 or (s.hash <> i.hash and i.type = 'record')
    returning 1
  )
  select (select count(*) from kept)::int as fresh, (select count(*) from seen where deliveries > 1)::int as repeated`;

async function commit(sql: Sql, system: string, rows: readonly Row[], body: Uint8Array): Promise<Accepted> {
  const outcome = await sql.row<{ fresh: number; repeated: number }>(insertDelivery, [
    JSON.stringify(rows),
    system,
    Buffer.from(body),
  ]);
  return outcome ?? { fresh: 0, repeated: 0 };
}

/**
 * Takes in one delivery: proof first, then its bytes and messages committed, then the answer. Whatever was committed
 * before under the same message id is counted and changes nothing. Throws SIGNATURE_INVALID for a delivery without
 * proof; anything that the database throws means that nothing was promised.
 */
export async function acceptDelivery(
  database: DataSource,
  system: ConnectedSystem,
  webhook: Webhook,
  request: WebhookRequest,
): Promise<Accepted> {
  webhook.verify(request, system);
  const bodyHash = createHash('sha256').update(request.body).digest('hex');
  let rows: Row[];
  try {
    const items = webhook.read(request.body, system);
    // What arrives together belongs together.
    const deliveryId = randomUUID();
    const all = items.map((item, part) => rowOf(system.name, item, part, webhook, bodyHash, deliveryId));
    rows = [...new Map(all.map((row) => [row.message_id, row])).values()];
  } catch (error) {
    rows = [unreadable(`unreadable:${bodyHash}`, bodyHash, error)];
  }
  return transaction(database, (sql) => commit(sql, system.name, rows, request.body));
}
