import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Webhook } from 'standardwebhooks';
import type { CloudEvent } from '../src/feed/exports/cloud-event.ts';
import { outbound } from '../src/server/outbound.ts';

/** The secret that the exports of the tests sign with. */
export const exportSecret = `whsec_${Buffer.from('another secret of the tests, 32B').toString('base64')}`;

/** What the receiver answers: a status, with headers where it has something to ask for. */
export type ReceiverAnswer = number | { status: number; headers: Record<string, string> };

/** A receiver of signed webhooks. What it can't verify it answers with 401, and keeps nothing of. */
export interface WebhookReceiver {
  url: string;
  /** Every verified delivery, in the order in which they came, whatever was answered. */
  got: CloudEvent[];
  /** What it answers to the next ones; 204 until it is set. An answer may take its time. */
  answer: (event: CloudEvent) => ReceiverAnswer | Promise<ReceiverAnswer>;
  close(): Promise<void>;
}

/** Starts a receiver on a port of its own. */
export async function webhookReceiver(secret = exportSecret): Promise<WebhookReceiver> {
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
    const reply = async (): Promise<ReceiverAnswer> => {
      const headers = request.headers as Record<string, string>;
      try {
        new Webhook(secret).verify(Buffer.concat(chunks), headers);
      } catch {
        return 401;
      }
      const event = JSON.parse(Buffer.concat(chunks).toString('utf8')) as CloudEvent;
      receiver.got.push(event);
      return receiver.answer(event);
    };
    const answer = await reply();
    const { status, headers } = typeof answer === 'number' ? { status: answer, headers: {} } : answer;
    response.writeHead(status, headers).end();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const receiver: WebhookReceiver = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hooks`,
    got: [],
    answer: () => 204,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
  return receiver;
}

/** The hub's way out, as it is in the sandbox. */
export const wayOut = (timeoutMs = 20_000) => outbound({ timeoutMs, maxBytes: 1024 * 1024, loopback: true });
