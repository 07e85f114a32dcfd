import { Webhook } from 'standardwebhooks';
import { HubError } from '../../domain/errors.ts';
import { type OutboundResponse, retryAfterOf, type SendRequest } from '../../domain/http.ts';
import type { CloudEvent } from './cloud-event.ts';
import { type Refusal, type Sink, sendEach } from './sink.ts';

/** A receiver of signed webhooks. */
export interface WebhookReceiver {
  url: string;
  /** Every one of them signs, so that a receiver can go over from one to the next at a time of its own. */
  secrets: readonly string[];
  /** The hub's one way out. */
  send: SendRequest;
  /** The clock that signatures are dated by. */
  now: () => Date;
}

/** The headers of Standard Webhooks 1.0 over the body of a delivery. */
function signatureOf(id: string, at: Date, body: string, secrets: readonly string[]): Record<string, string> {
  return {
    'webhook-id': id,
    'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
    'webhook-signature': secrets.map((secret) => new Webhook(secret).sign(id, at, body)).join(' '),
  };
}

function refusalOf(response: OutboundResponse): Refusal | undefined {
  const { status } = response;
  if (status >= 200 && status < 300) return undefined;
  return { message: `the receiver answered ${status}`, retryAfter: retryAfterOf(response), gone: status === 410 };
}

/** Sends each event by a signed POST of its own, named by its id (Standard Webhooks; CloudEvents, structured). */
export function webhookSink({ url, secrets, send, now }: WebhookReceiver): Sink {
  const post = async (event: CloudEvent): Promise<Refusal | undefined> => {
    // The way out writes the same text of the same event: what is signed is what leaves.
    const headers = signatureOf(event.id, now(), JSON.stringify(event), secrets);
    const contentType = 'application/cloudevents+json; charset=utf-8';
    try {
      return refusalOf(await send({ method: 'POST', url, headers, json: event, contentType }));
    } catch (error) {
      if (!(error instanceof HubError)) throw error;
      return { message: error.message };
    }
  };
  return {
    send: (events, mayBegin) => sendEach(events, mayBegin, post),
    async close() {
      // Connections belong to the way out.
    },
  };
}
