import { randomUUID } from 'node:crypto';
import type { SystemDescription, Webhook, WebhookHint } from '../domain/connector.ts';
import { HubError, messageOf } from '../domain/errors.ts';
import type { Sql } from '../entities/sql.ts';

/** A hint on its way into the inbox. */
export interface HintRow {
  message_id: string;
  type: 'record' | 'hint';
  stream: string | null;
  object: string | null;
  key: string | null;
  part: number;
  hash: string;
  state: 'new' | 'parked';
  reason_code: string | null;
  reason: string | null;
  correlation_id: string;
}

function rowOf(hint: WebhookHint, part: number, webhook: Webhook, hash: string, correlation_id: string): HintRow {
  const stream = webhook.streamOf?.(hint.object) ?? null;
  const parked = stream === null;
  return {
    message_id: hint.messageId,
    type: 'hint',
    stream,
    object: hint.object,
    key: hint.key,
    part,
    hash,
    state: parked ? 'parked' : 'new',
    reason_code: parked ? 'UNMAPPED_OBJECT' : null,
    reason: parked ? `no stream takes in ${hint.object}` : null,
    correlation_id,
  };
}

/** A delivery whose proof holds but which can't be read is kept as it is, for a person to look at. */
function unreadable(hash: string, error: unknown): HintRow {
  return {
    message_id: `unreadable:${hash}`,
    type: 'record',
    stream: null,
    object: null,
    key: null,
    part: 0,
    hash,
    state: 'parked',
    reason_code: error instanceof HubError ? error.code : 'UNREADABLE',
    reason: messageOf(error),
    correlation_id: randomUUID(),
  };
}

/** The hints of a delivery that has no name of its own. A record in it would have no proof of being the only one. */
export function hintRows(system: SystemDescription, webhook: Webhook, body: Uint8Array, hash: string): HintRow[] {
  try {
    // What arrives together belongs together.
    const correlationId = randomUUID();
    const rows = webhook.read(body, system).map((item, part) => {
      if (item.type === 'hint') return rowOf(item, part, webhook, hash, correlationId);
      throw new HubError('UNREADABLE', 'a delivery without an id may only hold hints');
    });
    return [...new Map(rows.map((row) => [row.message_id, row])).values()];
  } catch (error) {
    return [unreadable(hash, error)];
  }
}

// `do update` and not `do nothing`: a repeat has to wait for the first delivery's commit to be safe everywhere, and a
// row that is only looked at does not wait. A hint that comes again may come with other data: it says the same.
const insertHints = `
  with incoming as (
    select i.* from jsonb_to_recordset($1::jsonb) as i (message_id text, type text, stream text, object text, key text,
      part int, hash text, state text, reason_code text, reason text, correlation_id uuid)
  ), seen as (
    insert into inbox_seen as s (system, message_id, body_sha256, first_seen_at)
    select $2, i.message_id, decode(i.hash, 'hex'), clock_timestamp() from incoming i
    on conflict (system, message_id) do update set deliveries = s.deliveries + 1
    returning s.message_id, s.deliveries
  ), kept as (
    insert into inbox (received_at, system, stream, type, origin, object, key, raw, part, content_hash, stripe, state,
                       reason_code, reason, correlation_id)
    select clock_timestamp(), $2, i.stream, i.type, 'webhook', i.object, i.key,
           case when i.part = 0 then $3::bytea end, i.part, decode(i.hash, 'hex'), 0, i.state, i.reason_code, i.reason,
           i.correlation_id
      from incoming i join seen s on s.message_id = i.message_id
     where s.deliveries = 1
    returning 1
  )
  select (select count(*) from kept)::int as fresh, (select count(*) from seen where deliveries > 1)::int as repeated`;

/** Commits hints that are new; counts the others. */
export async function commitHints(sql: Sql, system: string, rows: readonly HintRow[], body: Uint8Array) {
  const outcome = await sql.row<{ fresh: number; repeated: number }>(insertHints, [
    JSON.stringify(rows),
    system,
    Buffer.from(body),
  ]);
  return outcome ?? { fresh: 0, repeated: 0 };
}
