import { randomUUID } from 'node:crypto';
import { Client } from 'pg';
import { keptAlive, sessionSettings } from '../entities/connections.ts';
import type { QueuePlace } from './jobs.ts';

/**
 * Wakes the other hub processes of a cell. What it tells is never the truth: that is in the tables, and whoever was not
 * told looks at them by itself from time to time.
 */
export interface WakeUps<Topic extends string> {
  /** Tells the others within milliseconds, together with whatever else is told until then. */
  tell(topic: Topic): void;
  /** Calls the listener when another process has told of the topic, and when it may have done so unheard. */
  on(topic: Topic, wake: () => void): void;
  stop(): Promise<void>;
}

// Long enough for a burst to become one notification, too short to be noticed.
const gatherMs = 5;
const reconnectMs = 1000;

function clientFor({ url, cell }: QueuePlace): Client {
  const address = new URL(url);
  address.searchParams.set('options', `-c role=throughline_hub ${sessionSettings}`);
  // Each process that serves a cell has one: by its name an operator sees who does.
  address.searchParams.set('application_name', `throughline wake-ups ${cell}`);
  return new Client({ ...keptAlive, connectionString: address.toString() });
}

/** The one connection that tells and listens; it is made anew as often as it is lost. */
class Line {
  private client: Client | undefined;
  private retry: NodeJS.Timeout | undefined;
  private stopped = false;
  private readonly place: QueuePlace;
  private readonly channel: string;
  private readonly onHeard: (payload: string) => void;
  private readonly onRestored: () => void;

  constructor(place: QueuePlace, onHeard: (payload: string) => void, onRestored: () => void) {
    this.place = place;
    this.channel = `throughline_${place.cell}`;
    this.onHeard = onHeard;
    this.onRestored = onRestored;
  }

  /** Throws when the database can't be reached. */
  async open(): Promise<void> {
    const client = clientFor(this.place);
    client.on('error', () => {
      // It ends next, and is replaced then.
    });
    client.once('end', () => this.lost(client));
    client.on('notification', ({ payload = '' }) => this.onHeard(payload));
    await client.connect();
    try {
      await client.query(`listen ${this.channel}`);
    } catch (error) {
      await client.end().catch(() => undefined);
      throw error;
    }
    this.client = client;
    if (this.stopped) await this.close();
  }

  private lost(client: Client): void {
    if (this.client === client) this.client = undefined;
    if (this.stopped || this.retry !== undefined) return;
    this.retry = setTimeout(() => {
      this.retry = undefined;
      this.open().then(this.onRestored, () => this.lost(client));
    }, reconnectMs);
  }

  async notify(payload: string): Promise<void> {
    // What can't be told is found by whoever looks by itself.
    await this.client?.query('select pg_notify($1, $2)', [this.channel, payload]).catch(() => undefined);
  }

  async close(): Promise<void> {
    this.stopped = true;
    clearTimeout(this.retry);
    await this.client?.end().catch(() => undefined);
  }
}

/** Starts telling and listening, by NOTIFY on a connection of its own: within the transactions that write it would cost. */
export async function startWakeUps<Topic extends string>(place: QueuePlace): Promise<WakeUps<Topic>> {
  const self = randomUUID();
  const listeners = new Map<string, (() => void)[]>();
  const waiting = new Set<Topic>();
  let gathering: NodeJS.Timeout | undefined;
  const wake = (topic: string) => {
    for (const listener of listeners.get(topic) ?? []) listener();
  };
  const hear = (payload: string) => {
    const [teller, ...topics] = payload.split(' ');
    if (teller !== self) topics.forEach(wake);
  };
  const line = new Line(place, hear, () => [...listeners.keys()].forEach(wake));
  let telling: Promise<void> = Promise.resolve();
  const send = (): Promise<void> => {
    gathering = undefined;
    // One after the other, as a connection answers; what is told meanwhile goes with the next.
    telling = telling.then(async () => {
      if (waiting.size === 0) return;
      const payload = [self, ...waiting].join(' ');
      waiting.clear();
      await line.notify(payload);
    });
    return telling;
  };
  await line.open();
  return {
    tell(topic) {
      waiting.add(topic);
      gathering ??= setTimeout(() => void send(), gatherMs);
    },
    on(topic, listener) {
      listeners.set(topic, [...(listeners.get(topic) ?? []), listener]);
    },
    async stop() {
      clearTimeout(gathering);
      // What was to be told is: the others may wait for nothing else.
      await send();
      await line.close();
    },
  };
}
