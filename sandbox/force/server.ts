import { randomBytes } from 'node:crypto';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Faults } from '../simulator.ts';
import { UnknownName } from './paths.ts';
import { QueryPages } from './query-pages.ts';
import { error, type OrgBehaviour, RecordRoutes } from './record-routes.ts';
import { runQuery } from './run-query.ts';
import { MalformedQuery, parseSoql } from './soql.ts';

class Server {
  private readonly tokens = new Set<string>();
  private readonly pages = new QueryPages();
  private readonly behaviour: OrgBehaviour;
  private readonly faults: Faults;
  private calls = 0;

  constructor(behaviour: OrgBehaviour, faults: Faults) {
    this.behaviour = behaviour;
    this.faults = faults;
  }

  routes(app: FastifyInstance): void {
    app.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'string' }, (_request, body, done) =>
      done(null, Object.fromEntries(new URLSearchParams(body as string))),
    );
    app.post('/services/oauth2/token', (request, reply) => this.token(request, reply));
    app.register(async (api) => {
      api.addHook('preHandler', async (request, reply) => this.admit(request, reply));
      for (const [resource, deleted] of Object.entries({ query: false, queryAll: true })) {
        const path = `/services/data/:version/${resource}`;
        api.get(path, (request, reply) => this.query(request, reply, deleted));
        api.get(`${path}/:locator`, (request, reply) => this.queryMore(request, reply));
      }
      new RecordRoutes(this.behaviour).register(api);
    });
  }

  private token(request: FastifyRequest, reply: FastifyReply) {
    const { clientId, clientSecret } = this.behaviour.credentials;
    const body = request.body as Record<string, string>;
    if (body['grant_type'] !== 'client_credentials') {
      return reply.code(400).send({ error: 'unsupported_grant_type', error_description: 'grant type not supported' });
    }
    if (body['client_id'] !== clientId || body['client_secret'] !== clientSecret) {
      return reply.code(400).send({ error: 'invalid_client', error_description: 'invalid client credentials' });
    }
    const token = randomBytes(24).toString('base64url');
    this.tokens.add(token);
    const instance = `${request.protocol}://${request.host}`;
    return { access_token: token, instance_url: instance, token_type: 'Bearer', issued_at: String(Date.now()) };
  }

  private async admit(request: FastifyRequest, reply: FastifyReply) {
    const token = request.headers.authorization?.replace(/^Bearer /, '') ?? '';
    this.calls += 1;
    reply.header('Sforce-Limit-Info', `api-usage=${this.calls}/1000000`);
    if (!this.tokens.has(token)) return error(reply, 401, 'INVALID_SESSION_ID', 'Session expired or invalid');
    if (this.faults.throttled) return error(reply, 403, 'REQUEST_LIMIT_EXCEEDED', 'TotalRequests Limit exceeded.');
    return undefined;
  }

  private query(request: FastifyRequest, reply: FastifyReply, deleted: boolean) {
    const { q } = request.query as { q?: string };
    const { version } = request.params as { version: string };
    try {
      const records = runQuery(this.behaviour.org, parseSoql(q ?? ''), { version, deleted });
      const wish = /batchSize=(\d+)/.exec(String(request.headers['sforce-query-options'] ?? ''))?.[1];
      return reply.send(this.pages.first(records, version, this.faults.rowsPerPage || Number(wish ?? 0)));
    } catch (problem) {
      if (problem instanceof MalformedQuery) return error(reply, 400, 'MALFORMED_QUERY', problem.message);
      if (problem instanceof UnknownName) return error(reply, 400, problem.errorCode, problem.message);
      throw problem;
    }
  }

  private queryMore(request: FastifyRequest, reply: FastifyReply) {
    const { locator, version } = request.params as { locator: string; version: string };
    const page = this.pages.next(locator, version);
    return page === undefined ? error(reply, 400, 'INVALID_QUERY_LOCATOR', 'invalid query locator') : reply.send(page);
  }
}

/** The REST API of a simulated org: sign-in, SOQL with and without the recycle bin, describe, and records. */
export function forceRoutes(app: FastifyInstance, faults: Faults, behaviour: OrgBehaviour): void {
  new Server(behaviour, faults).routes(app);
}
