import { Agent, request } from 'node:http';
import pg from 'pg';
import { Webhook } from 'standardwebhooks';
import type { SignedDelivery } from '../sandbox/signed-webhook.ts';
import { type Figures, figuresOf } from './figures.ts';

/** How often something could be done, and how long each took. */
export interface Rate {
  perSecond: number;
  figures: Figures;
}

/** Whoever wants something done, at the same time as the others: each does one after the other. */
async function rateOf(
  workers: number,
  seconds: number,
  act: (place: number, worker: number) => Promise<void>,
): Promise<Rate> {
  const times: number[] = [];
  const started = performance.now();
  const until = started + seconds * 1000;
  let next = 0;
  const work = async (worker: number) => {
    while (performance.now() < until) {
      const place = next;
      next += 1;
      const began = performance.now();
      await act(place, worker);
      times.push(performance.now() - began);
    }
  };
  await Promise.all(Array.from({ length: workers }, (_each, worker) => work(worker)));
  return { perSecond: times.length / ((performance.now() - started) / 1000), figures: figuresOf(times) };
}

/** What Postgres does by itself: one row an insert, each committed to disk. */
export async function bareInserts(
  databaseUrl: string,
  workers: number,
  seconds: number,
  bodyOf: (place: number) => string,
): Promise<Rate> {
  const clients = Array.from({ length: workers }, () => new pg.Client(databaseUrl));
  await Promise.all(clients.map((client) => client.connect()));
  try {
    await clients[0]?.query('create table if not exists public.bench_bare (id bigserial primary key, body bytea)');
    return await rateOf(workers, seconds, async (place, worker) => {
      const text = 'insert into public.bench_bare (body) values ($1)';
      await clients[worker]?.query({ name: 'bare', text, values: [Buffer.from(bodyOf(place))] });
    });
  } finally {
    await Promise.all(clients.map((client) => client.end()));
  }
}

/** Posts to the webhook of a system over connections that are kept. */
export class Sender {
  private readonly agent: Agent;
  private readonly urls: readonly string[];
  private readonly name: string;
  private readonly webhook: Webhook;

  constructor(urls: readonly string[], { name, secret }: { name: string; secret: string }, sockets: number) {
    this.urls = urls;
    this.name = name;
    this.webhook = new Webhook(secret);
    this.agent = new Agent({ keepAlive: true, maxSockets: sockets });
  }

  /** Signs and posts a delivery to one hub after the other. Throws when it is not accepted. */
  post({ id, body }: SignedDelivery, place: number): Promise<void> {
    const at = new Date();
    const headers = {
      'content-type': 'application/json',
      'webhook-id': id,
      'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
      'webhook-signature': this.webhook.sign(id, at, body),
    };
    const url = `${this.urls[place % this.urls.length]}/webhooks/${this.name}`;
    return new Promise((resolve, reject) => {
      const sent = request(url, { method: 'POST', headers, agent: this.agent }, (response) => {
        response.resume().once('end', () => {
          if (response.statusCode === 200) resolve();
          else reject(new Error(`a delivery was refused: ${response.statusCode}`));
        });
      });
      sent.once('error', reject);
      sent.end(body);
    });
  }

  /** As many as are accepted, each committed to disk before its answer. */
  accepts(workers: number, seconds: number, deliveryOf: (place: number) => SignedDelivery): Promise<Rate> {
    return rateOf(workers, seconds, (place) => this.post(deliveryOf(place), place));
  }

  close(): void {
    this.agent.destroy();
  }
}
