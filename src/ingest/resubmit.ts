import type { SystemDescription, Webhook } from '../domain/connector.ts';
import { type ErrorCode, HubError } from '../domain/errors.ts';
import type { FileMappings } from '../domain/file-mapping.ts';
import { parseJson } from '../domain/json.ts';
import type { Sql } from '../entities/sql.ts';
import { reasonOf } from './apply-messages.ts';
import { commitHints, hintRows } from './hint-delivery.ts';
import { contentHash, stripeOf } from './inbox.ts';
import type { InstalledSystem } from './interpret.ts';
import { identityOfRow, rowOfMessage } from './map-row.ts';
import { commitNamed, namedRows } from './named-delivery.ts';
import { replayMessages } from './replay.ts';

/** What parked messages are read again with. */
export interface ResubmitContext {
  systems: ReadonlyMap<string, InstalledSystem>;
  mappings: FileMappings;
  now: Date;
}

/** What became of parked messages: which are tried again, and why the others are not. */
export interface Resubmitted {
  ids: string[];
  refused: { id: string; code: ErrorCode; message: string }[];
}

interface Parked {
  id: string;
  system: string;
  stream: string | null;
  type: 'record' | 'hint';
  origin: string;
  object: string | null;
  key: string | null;
  raw: Buffer | null;
  part: number;
  hash: string;
  correlation_id: string;
}

/** Makes a parked message fit to be tried. Throws why it still is not. */
type Mend = (sql: Sql, message: Parked, context: ResubmitContext) => Promise<void>;

function partsOf(message: Parked, { systems }: ResubmitContext): { description: SystemDescription; webhook: Webhook } {
  const installed = systems.get(message.system);
  const webhook = installed?.connector.webhook;
  if (installed === undefined || webhook === undefined) throw new HubError('UNKNOWN_SYSTEM');
  return { description: installed.description, webhook };
}

function rawOf({ raw }: Parked): Buffer {
  if (raw === null) throw new HubError('UNREADABLE', 'the message has no body');
  return raw;
}

/** A hint of an object that no stream took in. */
const mendHint: Mend = async (sql, message, context) => {
  const stream = partsOf(message, context).webhook.streamOf?.(message.object ?? '');
  if (stream === undefined) throw new HubError('UNMAPPED_OBJECT', `no stream takes in ${message.object}`);
  await sql.run('update inbox i set stream = $2 where i.id = $1', [message.id, stream]);
};

async function identify(sql: Sql, message: Parked, known: { key: string; version: string; observedAt?: string }) {
  const { id, system, stream } = message;
  await sql.run(
    `update inbox i set key = $2, version = $3, observed_at = coalesce($4, i.observed_at), stripe = $5 where i.id = $1`,
    [id, known.key, known.version, known.observedAt ?? null, stripeOf(system, stream ?? '', known.key)],
  );
}

/** A row of a file, told by key and version as its mapping has it today. */
const mendRow: Mend = async (sql, message, { mappings }) => {
  const row = rowOfMessage(parseJson(rawOf(message).toString('utf8')));
  await identify(sql, message, identityOfRow(row, mappings));
};

/** A record of a delivery that could not be told by key and version: the first message keeps the delivery whole. */
const mendRecord: Mend = async (sql, message, context) => {
  const { webhook, description } = partsOf(message, context);
  const [item] = webhook.read(rawOf(message), description);
  if (item?.type === 'unusable') throw new HubError('UNREADABLE', item.reason);
  if (item?.type !== 'record') throw new HubError('UNREADABLE', 'the delivery holds no such record');
  const { key, version, body } = item.message;
  // Parts of a delivery are kept by themselves from now on, as if they had been readable.
  if (message.part > 0) {
    const text = JSON.stringify(body);
    await sql.run(`update inbox i set raw = convert_to($2, 'UTF8'), content_hash = decode($3, 'hex') where i.id = $1`, [
      message.id,
      text,
      contentHash(text),
    ]);
  }
  await identify(sql, message, { key, version, observedAt: item.observedAt });
};

/** A delivery that could not be read at all, or came under the name of another: it is taken in as a new one. */
const mendDelivery: Mend = async (sql, message, context) => {
  const { webhook, description } = partsOf(message, context);
  const body = rawOf(message);
  if (webhook.deliveryId === undefined) {
    const rows = hintRows(description, webhook, body, message.hash);
    const [first] = rows;
    if (first?.type === 'record') throw new HubError('UNREADABLE', first.reason ?? undefined);
    const correlated = rows.map((row) => ({ ...row, correlation_id: message.correlation_id }));
    await commitHints(sql, message.system, correlated, body);
  } else {
    const rows = namedRows(description, webhook, { body, receivedAt: context.now.toISOString() }, message.hash);
    const [first] = rows;
    if (first?.stream === null) throw new HubError('UNREADABLE', first.reason ?? undefined);
    // No sender can give a delivery this name: a header holds no line break.
    const id = `resubmitted\n${message.id}`;
    const { system, hash: bodyHash, correlation_id: correlationId } = message;
    await commitNamed(sql, [{ system, id, bodyHash, body, rows, correlationId }]);
  }
  await sql.run(
    `update inbox i set state = 'done', reason_code = null, reason = null, attempts = i.attempts + 1 where i.id = $1`,
    [message.id],
  );
};

function mendOf({ type, stream, key, origin }: Parked): Mend | undefined {
  if (type === 'hint') return stream === null ? mendHint : undefined;
  if (stream === null) return mendDelivery;
  // Which record a row is of may be what the mapping had wrong.
  if (origin === 'file') return mendRow;
  return key === null ? mendRecord : undefined;
}

async function parkedAmong(sql: Sql, ids: readonly string[]): Promise<Map<string, Parked & { state: string }>> {
  const rows = await sql.rows<Parked & { state: string }>(
    `select i.id::text, i.system, i.stream, i.type, i.origin, i.object, i.key, i.raw, i.part, i.state,
            encode(i.content_hash, 'hex') as hash, i.correlation_id
       from inbox i where i.id = any ($1::bigint[]) order by i.id for update`,
    [ids],
  );
  return new Map(rows.map((row) => [row.id, row]));
}

async function mend(sql: Sql, message: (Parked & { state: string }) | undefined, context: ResubmitContext) {
  if (message === undefined) throw new HubError('NOT_FOUND', 'there is no such message');
  if (message.state !== 'parked') throw new HubError('CONFLICT', `the message is not parked but ${message.state}`);
  await mendOf(message)?.(sql, message, context);
}

/**
 * Tries parked messages again, each under its old correlation id: what has been mended, be it a mapping, the
 * configuration or a connector, lets them in. Those that can't even be read yet stay parked, with the reason of today.
 */
export async function resubmitParked(sql: Sql, ids: readonly string[], context: ResubmitContext): Promise<Resubmitted> {
  const messages = await parkedAmong(sql, ids);
  const outcome: Resubmitted = { ids: [], refused: [] };
  for (const id of new Set(ids)) {
    try {
      await sql.undoable(() => mend(sql, messages.get(id), context));
      outcome.ids.push(id);
    } catch (error) {
      const { code, reason } = reasonOf(error);
      outcome.refused.push({ id, code, message: reason });
    }
  }
  const broken = outcome.refused.filter(({ id }) => messages.get(id)?.state === 'parked');
  await sql.run(
    `update inbox i set attempts = i.attempts + 1, reason_code = o.code, reason = o.message
       from jsonb_to_recordset($1::jsonb) as o (id bigint, code text, message text) where i.id = o.id`,
    [JSON.stringify(broken)],
  );
  await replayMessages(sql, { ids: outcome.ids, parked: true });
  return outcome;
}
