import { type Client, createClient } from 'graphql-ws';
import { pino } from 'pino';
import WebSocket from 'ws';
import type { FirmTables } from '../sandbox/firm/tables.ts';
import type { World } from '../sandbox/world.ts';
import type { Config } from '../src/config.ts';
import { type Hub, startHub } from '../src/hub.ts';
import type { AskedCell } from '../src/views/group.ts';
import { type TestDatabase, testDatabase } from './database.ts';
import { type SimulationOptions, simulateFirm } from './sandbox-config.ts';
import { until } from './until.ts';

/** A whole hub over a simulated firm, reached as its users reach it: HTTP and WebSocket. */
export interface RunningHub {
  db: TestDatabase;
  world: World;
  hub: Hub;
  config: Config;
  /** What another process needs to reach the same hub's database. */
  environment: Record<string, string>;
  /** Runs an operation as a persona. Throws when the answer has errors. */
  ask<T = Record<string, never>>(persona: string, query: string, variables?: object): Promise<T>;
  /** The same, with whatever comes back. */
  raw(
    persona: string | undefined,
    body: object,
  ): Promise<{
    status: number;
    body: { data?: unknown; errors?: { message: string; extensions: { code: string } }[] };
  }>;
  /** A subscriber signed in as a persona. */
  socket(persona: string): Promise<Client>;
  cookie(persona: string): Promise<string>;
  /** Waits until the check returns something, looking again whenever the hub may have moved on. */
  until<T>(check: () => Promise<T | undefined | false>, what: string): Promise<T>;
  close(): Promise<void>;
}

// A firm of some size on a busy machine.
const firstLoadMs = 120_000;

/** What a hub is started with besides a firm. */
interface HubExtras {
  /** The folder of the built pages. */
  pages?: string;
  /** The cells of the group, for a hub of this configuration; itself alone unless given. */
  group?: (config: Config) => readonly AskedCell[];
}

/**
 * Starts a hub over the firm, with the built pages where they are asked for. It polls by itself; the first load is
 * complete, and told, when this returns.
 */
export async function runningHub(
  tables: FirmTables,
  options: SimulationOptions = {},
  { pages = 'no pages', group }: HubExtras = {},
): Promise<RunningHub> {
  const db = await testDatabase();
  const firm = await simulateFirm(tables, options);
  const config = firm.config(db.url);
  const hub = await startHub(config, pino({ level: process.env['TEST_LOG'] ?? 'silent' }), {
    pages,
    group: group?.(config),
  });
  const cookies = new Map<string, string>();

  async function cookie(persona: string): Promise<string> {
    const known = cookies.get(persona);
    if (known !== undefined) return known;
    const response = await fetch(`${hub.url}/auth/persona/${persona}?key=demo-key-of-the-tests`, {
      redirect: 'manual',
    });
    const set = response.headers.get('set-cookie')?.split(';')[0] ?? '';
    cookies.set(persona, set);
    return set;
  }

  const raw: RunningHub['raw'] = async (persona, body) => {
    const response = await fetch(`${hub.url}/graphql`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        ...(persona === undefined ? {} : { cookie: await cookie(persona) }),
      },
      body: JSON.stringify(body),
    });
    return { status: response.status, body: (await response.json()) as never };
  };

  const running: RunningHub = {
    db,
    world: firm.world,
    hub,
    config,
    environment: firm.environment(db.url),
    raw,
    cookie,
    async ask(persona, query, variables = {}) {
      const { body } = await raw(persona, { query, variables });
      if (body.errors !== undefined) throw new Error(JSON.stringify(body.errors));
      return body.data as never;
    },
    async socket(persona) {
      const header = await cookie(persona);
      class SignedIn extends WebSocket {
        constructor(address: string, protocols?: string | string[]) {
          super(address, protocols, { headers: { cookie: header } });
        }
      }
      return createClient({
        url: `${hub.url.replace('http', 'ws')}/graphql`,
        webSocketImpl: SignedIn,
        retryAttempts: 0,
      });
    },
    until,
    async close() {
      await hub.stop();
      await firm.close();
      await db.close();
    },
  };
  // Nobody reads what has no position yet.
  const judged = () =>
    db.hub.query(
      `select 1 from feed_position p join feed f on f.id = p.feed_id where f.type = 'baseline.digest' limit 1`,
    );
  await until(async () => (await judged()).length > 0, 'the first load', firstLoadMs);
  return running;
}
