import type { FastifyInstance, FastifyReply } from 'fastify';
import type { Logger } from 'pino';
import type { ConnectedSystem, Webhook, WebhookRequest } from '../domain/connector.ts';
import { catalogue, type ErrorCode, HubError, messageOf } from '../domain/errors.ts';

const mostBytes = 1024 * 1024;

/** A system whose product sends webhooks. */
export interface WebhookReceiver {
  system: ConnectedSystem;
  webhook: Webhook;
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

/** Takes webhooks at `/webhooks/{system}` and, for senders that can't sign, `/webhooks/{system}/{secret}`. */
export async function serveWebhooks(
  app: FastifyInstance,
  find: (system: string) => WebhookReceiver | undefined,
  accept: Accept,
  log: Logger,
): Promise<void> {
  await app.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    // The proof is over the bytes as they came: nobody may parse them before it has been checked.
    scope.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit: mostBytes }, (_request, body, done) =>
      done(null, body),
    );
    scope.post('/webhooks/:system', handle);
    scope.post('/webhooks/:system/:secret', handle);

    async function handle(
      request: { params: unknown; headers: Record<string, string | string[] | undefined>; body: unknown },
      reply: FastifyReply,
    ) {
      const { system: name, secret } = request.params as { system: string; secret?: string };
      const receiver = find(name);
      if (receiver === undefined) return reply.code(404).send({ code: 'UNKNOWN_SYSTEM' });
      const { webhook } = receiver;
      const type =
        String(request.headers['content-type'] ?? '')
          .split(';')[0]
          ?.trim()
          .toLowerCase() ?? '';
      if (!webhook.contentTypes.includes(type)) {
        return answer(reply, 415, webhook.refused(catalogue.UNSUPPORTED_MEDIA_TYPE.sentence));
      }
      const headers = Object.fromEntries(Object.entries(request.headers).map(([key, value]) => [key, String(value)]));
      const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
      try {
        await accept(receiver, { headers, body, pathSecret: secret });
        return answer(reply, 200, webhook.accepted());
      } catch (error) {
        const code = codeOf(error);
        const { status, sentence, retryable } = catalogue[code];
        if (!(error instanceof HubError))
          log.error({ system: name, error: messageOf(error) }, 'a delivery was not taken in');
        if (retryable) reply.header('retry-after', '2');
        return answer(reply, status, webhook.refused(sentence));
      }
    }
  });
}
