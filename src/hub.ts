import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { Logger } from 'pino';
import { personasFor } from './access/personas.ts';
import type { Principal } from './access/principal.ts';
import type { Config } from './config.ts';
import { openDatabases } from './database.ts';
import { startDelivery, targetsOf } from './delivery.ts';
import { endSession, findServiceToken, findSession, saveSession } from './entities/principals.ts';
import { transaction, withConnection } from './entities/sql.ts';
import { Bell } from './feed/bell.ts';
import { writeReference } from './ingest/reference.ts';
import { registerSystems } from './ingest/streams.ts';
import { acceptDelivery } from './ingest/webhook.ts';
import { startPipeline } from './pipeline.ts';
import { startPolling } from './polling.ts';
import type { Firm } from './resolvers/context.ts';
import { apiSchema } from './resolvers/schema.ts';
import type { JudgeContext } from './rules/judge-waiting.ts';
import { registerRules } from './rules/register-rules.ts';
import { loadRules } from './rules/rule-set.ts';
import { serveSignIn } from './server/auth-routes.ts';
import { serveGraphql } from './server/graphql-http.ts';
import { serveGraphqlWs } from './server/graphql-ws.ts';
import { httpServer, servePages } from './server/http.ts';
import { outbound } from './server/outbound.ts';
import { serveWebhooks } from './server/webhook-routes.ts';
import { installSystems, servedSystems } from './systems.ts';
import { verbsOver } from './verbs.ts';

/** A running hub. */
export interface Hub {
  url: string;
  stop(): Promise<void>;
}

const mostAnswerBytes = 64 * 1024 * 1024;

function firmFor(config: Config): Firm {
  const entities = new Map(config.legalEntities.map((entity) => [entity.id, entity]));
  const practices = new Map(config.practices.map((practice) => [practice.id, practice]));
  return { legalEntity: (id) => entities.get(id), practice: (id) => practices.get(id) };
}

/** A token's principal: its legal entities, or all of them when it is for the whole group. */
function tokenPrincipal(
  token: NonNullable<Awaited<ReturnType<typeof findServiceToken>>>,
  all: readonly number[],
): Principal {
  return {
    id: `token:${token.name}`,
    name: token.name,
    roles: token.roles as Principal['roles'],
    legalEntityIds: token.legalEntityIds ?? all,
    wholeGroup: token.legalEntityIds === null,
    expiresAt: new Date(token.expiresAt).toISOString(),
  };
}

/** Starts everything that one hub process does, top to bottom. The database has been migrated before. */
export async function startHub(config: Config, log: Logger, pages: string): Promise<Hub> {
  const { hub, reader, close } = await openDatabases(config);
  const send = outbound({
    timeoutMs: config.policy.timing.outboundTimeoutSeconds * 1000,
    maxBytes: mostAnswerBytes,
    loopback: config.timing === 'sandbox',
  });
  const systems = installSystems(config, send);
  const rules = loadRules(config.rulesFolder);
  await transaction(hub, async (sql) => {
    await writeReference(sql, config);
    await registerSystems(sql, servedSystems(config, systems));
    await registerRules(sql, rules);
  });

  const judging: JudgeContext = {
    rules: () => rules,
    policy: { tolerances: config.policy.tolerances, propagationSeconds: config.policy.timing.propagationSeconds },
    asOfStepSeconds: config.policy.timing.asOfStepSeconds,
    onFailure: (rule, message) => log.error({ rule, message }, 'a rule could not be judged'),
  };
  const bell = new Bell();
  const targets = targetsOf(systems);
  const pipeline = startPipeline({
    config,
    database: hub,
    systems,
    judging,
    bell,
    log,
    onFolded: () => delivery.nudge(),
  });
  const delivery = startDelivery(config, hub, targets, judging, pipeline.nudgeInbox, pipeline.nudgeFeed, log);
  bell.onRing(delivery.nudgeReaders);
  const polling = await startPolling(config, hub, systems, pipeline.nudgeInbox, pipeline.nudgeFeed, log);
  const verbs = verbsOver({
    config,
    hub,
    reader,
    bell,
    judging,
    targets,
    pipeline,
    nudgeDelivery: delivery.nudge,
    pollNow: polling.pollNow,
  });

  const entityIds = new Map(config.legalEntities.map(({ code, id }) => [code, id]));
  const everyEntity = [...entityIds.values()];
  const secure = !config.demo;
  const cookieName = secure ? '__Host-throughline' : 'throughline';
  const app = httpServer(log, secure);
  const schema = await apiSchema();
  const parts = {
    reader,
    cell: config.cell,
    firm: firmFor(config),
    verbs,
    principals: {
      async byToken(hash: Uint8Array) {
        const token = await findServiceToken(hub, hash);
        return token === null ? undefined : tokenPrincipal(token, everyEntity);
      },
      bySession: async (hash: Uint8Array) => (await findSession(hub, hash)) as Principal | undefined,
    },
  };
  const demoKey = config.environment['THROUGHLINE_DEMO_KEY'];
  serveSignIn(app, {
    cookieName,
    secureCookie: secure,
    saveSession: (hash, principal, hours) => saveSession(hub, hash, principal, hours),
    endSession: (hash) => endSession(hub, hash),
    demo:
      config.demo && demoKey !== undefined
        ? { key: demoKey, personas: personasFor([...entityIds.keys()]), entityIds }
        : undefined,
    oidc: config.oidc !== undefined,
  });
  await serveWebhooks(
    app,
    (name) => {
      const system = systems.get(name);
      return system?.connector.webhook === undefined
        ? undefined
        : { system: system.description, webhook: system.connector.webhook };
    },
    async ({ system, webhook }, request) => {
      await acceptDelivery(hub, system, webhook, request);
      pipeline.nudgeInbox();
    },
    log,
  );
  await serveGraphql(app, schema, parts, cookieName, log);
  app.get('/healthz', async (_request, reply) => {
    await withConnection(hub, (sql) => sql.row('select 1'));
    return reply.send({ status: 'ok' });
  });
  await servePages(app, pages);
  await app.ready();
  const closeSockets = serveGraphqlWs(app.server, schema, parts, cookieName, log);
  await app.listen({ host: config.listen.host, port: config.listen.port });
  const { port } = app.server.address() as AddressInfo;

  return {
    url: `http://${config.listen.host}:${port}`,
    async stop() {
      await closeSockets();
      await app.close();
      await polling.stop();
      await delivery.stop();
      await pipeline.stop();
      await close();
    },
  };
}

/** Where the built pages are, seen from the compiled hub. */
export function pagesFolder(compiled: string): string {
  return join(compiled, '..', 'web');
}
