import type { AddressInfo } from 'node:net';
import type { FastifyInstance } from 'fastify';
import type { Logger } from 'pino';
import type { DataSource } from 'typeorm';
import type { Config } from './config.ts';
import { recordUrl } from './domain/record-url.ts';
import type { Shedding } from './domain/shedding.ts';
import type { Firm, Verbs } from './resolvers/context.ts';
import { apiSchema } from './resolvers/schema.ts';
import { serveSignIn } from './server/auth-routes.ts';
import { type Draining, draining, healthPath } from './server/draining.ts';
import { serveGraphql } from './server/graphql-http.ts';
import { type Sockets, serveGraphqlWs } from './server/graphql-ws.ts';
import { httpServer } from './server/http.ts';
import { servePages } from './server/pages.ts';
import { serveWebhooks } from './server/webhook-routes.ts';
import { principalsOf, providerOf, signInOf } from './sign-in.ts';
import type { InstalledSystem } from './systems.ts';
import type { AskedCell } from './views/group.ts';
import type { Webhooks } from './webhooks.ts';

/** What the hub offers over HTTP and WebSocket. */
export interface Serving {
  url: string;
  /** Takes nothing new, answers what had begun, and closes the sockets. Its health says so until it is stopped. */
  drain(): Promise<void>;
  stop(): Promise<void>;
}

/** What the serving is made of. */
export interface ServingOptions {
  config: Config;
  hub: DataSource;
  reader: DataSource;
  systems: ReadonlyMap<string, InstalledSystem>;
  verbs: Verbs;
  webhooks: Webhooks;
  /** Whom a question about the whole group is put to. */
  group: readonly AskedCell[];
  /** Throws when the cell can't be worked with. */
  check: () => Promise<void>;
  /** The folder of the built pages. */
  pages: string;
  log: Logger;
  /** What this process leaves undone, because it is late. */
  shedding: Shedding;
  /** The database's clock. */
  now: () => Date;
}

function firmFor(config: Config, systems: ReadonlyMap<string, InstalledSystem>): Firm {
  const entities = new Map(config.legalEntities.map((entity) => [entity.id, entity]));
  const practices = new Map(config.practices.map((practice) => [practice.id, practice]));
  return {
    legalEntity: (id) => entities.get(id),
    practice: (id) => practices.get(id),
    practices: () => config.practices,
    recordUrl({ system, kind, key }) {
      const installed = systems.get(system);
      const template = installed?.config.recordUrl ?? installed?.connector.recordUrl;
      if (installed === undefined || template === undefined) return undefined;
      return recordUrl(template, { baseUrl: installed.description.baseUrl, kind, key });
    },
  };
}

/**
 * Says whether this process is to be sent anything: not while it is being emptied, nor without its cell. It also says which
 * schema its code is of and what it bears.
 */
function serveHealth(
  app: FastifyInstance,
  { check, shedding, hub }: ServingOptions,
  drain: Draining,
  sockets: () => number,
): void {
  app.get(healthPath, async (_request, reply) => {
    if (drain.begun) return reply.code(503).send({ status: 'draining' });
    await check();
    const memoryMegabytes = Math.round(process.memoryUsage.rss() / 2 ** 20);
    const { loop, writing, reading } = shedding.lateness;
    const latenessMs = { loop: Math.round(loop), writing: Math.round(writing), reading: Math.round(reading) };
    const schema = hub.migrations.at(-1)?.constructor.name;
    return reply.send({ status: 'ok', schema, sockets: sockets(), memoryMegabytes, latenessMs, shed: shedding.shed });
  });
}

/** Serves sign-in, webhooks, the API and the pages, each from its own routes. Returns what opens the sockets. */
async function serveFaces(app: FastifyInstance, options: ServingOptions): Promise<() => Sockets> {
  const { config, hub, reader, systems, verbs, webhooks, group, pages, log, shedding, now } = options;
  const provider = providerOf(config);
  const principals = principalsOf(config, hub, provider);
  const signIn = signInOf(config, hub, provider, principals);
  const { cookieName } = signIn;
  const schema = await apiSchema();
  const { trustSeconds, socketPingSeconds, readTimeoutSeconds } = config.policy.timing;
  const parts = {
    reader,
    cell: config.cell,
    firm: firmFor(config, systems),
    verbs,
    group,
    principals,
    trustMs: trustSeconds * 1000,
    readTimeoutSeconds,
    shedding,
    now,
  };
  await serveSignIn(app, signIn, log);
  await serveWebhooks(app, webhooks.find, webhooks.accept, log);
  await serveGraphql(app, schema, parts, cookieName, log);
  await servePages(app, pages);
  const socketOptions = { cookieName, pingMs: socketPingSeconds * 1000 };
  return () => serveGraphqlWs(app.server, schema, parts, socketOptions, log);
}

/** Serves what this process is asked for by its role; a worker is only asked how it is. */
export async function startServing(options: ServingOptions): Promise<Serving> {
  const { config, log } = options;
  const app = httpServer(log, !config.demo);
  const drain = draining(app);
  const openSockets = config.role === 'worker' ? undefined : await serveFaces(app, options);
  let sockets: Sockets | undefined;
  serveHealth(app, options, drain, () => sockets?.count ?? 0);
  await app.ready();
  sockets = openSockets?.();
  await app.listen({ host: config.listen.host, port: config.listen.port });
  const { port } = app.server.address() as AddressInfo;

  return {
    url: `http://${config.listen.host}:${port}`,
    async drain() {
      await Promise.all([drain.begin(), sockets?.close()]);
    },
    stop: () => app.close(),
  };
}
