import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import type { ConnectedSystem, Webhook, WebhookRequest } from '../domain/connector.ts';
import { catalogue, type ErrorCode, HubError, messageOf } from '../domain/errors.ts';
import type { DeliveryGate } from './delivery-gate.ts';

// What any system may send at most, before it is known which one sends.
const mostBytes = 1024 * 1024;

/** A system whose product sends webhooks. */
export interface WebhookReceiver {
  system: ConnectedSystem;
  webhook: Webhook;
  /** The largest body that this system may send. */
  mostBytes: number;
  /** The clock that the age of a signature is told by. */
  now: () => Date;
  /** Asked for each delivery whose proof holds. */
  gate: DeliveryGate;
}

/** What the routes hand a proven delivery to, once its bytes are here. */
export type Accept = (receiver: WebhookReceiver, request: WebhookRequest) => Promise<void>;

function answer(reply: FastifyReply, status: number, { contentType, body }: { contentType: string; body: string }) {
  return reply.code(status).header('content-type', contentType).send(body);
}

/** 5xx for whatever is ours, so that the sender tries again; 4xx only for what will never be right. */
function codeOf(error: unknown): ErrorCode {
  if (error instanceof HubError) return error.code;
  return 'DATABASE_UNAVAILABLE';
}

type Headers = Record<string, string | string[] | undefined>;

function mediaTypeIn(headers: Headers): string {
  const [type = ''] = String(headers['content-type'] ?? '').split(';');
  return type.trim().toLowerCase();
}

function deliveryIn(headers: Headers, body: unknown, pathSecret: string | undefined, now: Date): WebhookRequest {
  return {
    headers: Object.fromEntries(Object.entries(headers).map(([key, value]) => [key, String(value)])),
    body: Buffer.isBuffer(body) ? body : Buffer.alloc(0),
    receivedAt: now.toISOString(),
    pathSecret,
  };
}

// The sender comes again; what keeps it from being taken in is for whoever runs the hub.
const ownTrouble: ReadonlySet<ErrorCode> = new Set(['DATABASE_UNAVAILABLE', 'DATABASE_FULL']);

function refuse(reply: FastifyReply, { system, webhook }: WebhookReceiver, error: unknown, log: Logger) {
  const code = codeOf(error);
  const { status, sentence, retryable } = catalogue[code];
  if (ownTrouble.has(code)) {
    log.error({ system: system.name, error: messageOf(error) }, 'a delivery was not taken in');
  }
  if (retryable) reply.header('retry-after', String((error as Partial<HubError>).retryAfter ?? 2));
  return answer(reply, status, webhook.refused(sentence));
}

/** Takes webhooks at `/webhooks/{system}` and, for senders that can't sign, `/webhooks/{system}/{secret}`. */
export async function serveWebhooks(
  app: FastifyInstance,
  find: (system: string) => WebhookReceiver | undefined,
  accept: Accept,
  log: Logger,
): Promise<void> {
  async function handle({ params, headers, body }: FastifyRequest, reply: FastifyReply) {
    const { system: name, secret } = params as { system: string; secret?: string };
    const receiver = find(name);
    if (receiver === undefined) return reply.code(404).send({ code: 'UNKNOWN_SYSTEM' });
    const { webhook } = receiver;
    if (!webhook.contentTypes.includes(mediaTypeIn(headers))) {
      return answer(reply, 415, webhook.refused(catalogue.UNSUPPORTED_MEDIA_TYPE.sentence));
    }
    try {
      const delivery = deliveryIn(headers, body, secret, receiver.now());
      if (delivery.body.length > receiver.mostBytes) throw new HubError('BODY_TOO_LARGE');
      await accept(receiver, delivery);
      return answer(reply, 200, webhook.accepted());
    } catch (error) {
      return refuse(reply, receiver, error, log);
    }
  }

  await app.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    // The proof is over the bytes as they came: nobody may parse them before it has been checked.
    scope.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit: mostBytes }, (_request, body, done) =>
      done(null, body),
    );
    scope.post('/webhooks/:system', handle);
    scope.post('/webhooks/:system/:secret', handle);
  });
}
