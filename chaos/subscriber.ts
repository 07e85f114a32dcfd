import { setTimeout as wait } from 'node:timers/promises';
import type { GraphQLFormattedError } from 'graphql';
import { createClient } from 'graphql-ws';
import WebSocket from 'ws';
import type { Heard } from '../src/invariants/feed.ts';
import type { HubProcess } from './hub-process.ts';

const query = `subscription ($after: String) {
  alertEvents(after: $after, filter: { immaterial: true }) { events { id } endCursor } }`;

interface Batch {
  alertEvents: { events: { id: string }[]; endCursor: string };
}

const pauseMs = 50;

function positionIn(cursor: string): number {
  return Number(Buffer.from(cursor, 'base64url').toString('utf8').split(':').at(-1));
}

/** Who one is at every hub of a cell, for the browser's cookie is good at each of them. */
export async function signIn(url: string, persona: string, demoKey: string): Promise<string> {
  const response = await fetch(`${url}/auth/persona/${persona}?key=${demoKey}`, { redirect: 'manual' });
  const cookie = response.headers.get('set-cookie')?.split(';')[0];
  if (cookie === undefined) throw new Error(`the hub does not let ${persona} in: ${response.status}`);
  return cookie;
}

/** What a subscriber shows: a browser's cookie, or a program's token. */
export interface Shown {
  cookie?: string;
  authorization?: string;
}

/**
 * A subscriber that follows the feed over whichever hub is there: whenever its socket ends it goes on from its last cursor
 * at another. It keeps which positions it got, and how often a socket ended with which code.
 */
export class Subscriber {
  readonly positions = new Set<number>();
  readonly closes = new Map<number, number>();
  /** How often it got a position that it had got before. */
  repeats = 0;
  /** How often it was told that the feed began anew. */
  resyncs = 0;
  private readonly name: string;
  private readonly hubs: readonly HubProcess[];
  private readonly shown: Shown;
  private cursor: string | undefined;
  private first: number | undefined;
  private stopped = false;
  private end = () => {};
  private running: Promise<void> | undefined;

  constructor(name: string, hubs: readonly HubProcess[], shown: Shown) {
    this.name = name;
    this.hubs = hubs;
    this.shown = shown;
  }

  /** Starts listening. Resolves once a hub has taken the subscription: from there on nothing may be missed. */
  async start(): Promise<void> {
    this.running = this.run();
    while (this.first === undefined) await wait(pauseMs);
  }

  /** How far it has heard. */
  get through(): number {
    return this.cursor === undefined ? 0 : positionIn(this.cursor);
  }

  heard(): Heard {
    const { name: subscriber, first: after = 0, through } = this;
    // It goes on listening.
    return { subscriber, after, through, positions: new Set(this.positions) };
  }

  /** Ends its socket without a word, if it has one. It comes again. */
  cut(): void {
    this.end();
  }

  async stop(): Promise<void> {
    this.stopped = true;
    this.end();
    await this.running;
  }

  private async run(): Promise<void> {
    for (let turn = 0; !this.stopped; turn += 1) {
      const url = this.hubs[turn % this.hubs.length]?.url();
      if (url !== undefined) await this.listen(url);
      if (!this.stopped) await wait(pauseMs);
    }
  }

  /** Resolves when the socket has ended, however it did. */
  private listen(url: string): Promise<void> {
    const { cookie, authorization } = this.shown;
    class SignedIn extends WebSocket {
      constructor(address: string, protocols?: string | string[]) {
        super(address, protocols, { headers: cookie === undefined ? {} : { cookie } });
        // It may be cut while it is connecting.
        this.on('error', () => {});
      }
    }
    const client = createClient({
      url: `${url.replace('http', 'ws')}/graphql`,
      webSocketImpl: SignedIn,
      connectionParams: authorization === undefined ? {} : { authorization },
      retryAttempts: 0,
      on: { closed: (event) => this.closed((event as { code?: number }).code ?? 0) },
    });
    this.end = () => client.terminate();
    return new Promise((resolve) => {
      const end = () => {
        client.terminate();
        resolve();
      };
      client.subscribe<Batch>(
        { query, variables: { after: this.cursor } },
        {
          next: ({ data, errors }) => (data != null ? this.take(data) : this.refused(errors)),
          error: (error) => {
            this.refused(error);
            end();
          },
          complete: end,
        },
      );
    });
  }

  /** Where the feed began anew, a client queries what it shows, and subscribes without a cursor. */
  private refused(errors: unknown): void {
    const codes = Array.isArray(errors) ? errors.map((each: GraphQLFormattedError) => each.extensions?.['code']) : [];
    if (!codes.includes('RESYNC')) return;
    this.resyncs += 1;
    this.positions.clear();
    this.cursor = undefined;
    this.first = undefined;
  }

  private closed(code: number): void {
    this.closes.set(code, (this.closes.get(code) ?? 0) + 1);
  }

  private take({ alertEvents: { events, endCursor } }: Batch): void {
    const positions = events.map(({ id }) => Number(id.split(':').at(-1)));
    this.repeats += positions.filter((each) => this.positions.has(each)).length;
    for (const position of positions) this.positions.add(position);
    // What came while it was subscribing is in its first batch already.
    const [next = positionIn(endCursor) + 1] = positions;
    this.first ??= next - 1;
    this.cursor = endCursor;
  }
}
