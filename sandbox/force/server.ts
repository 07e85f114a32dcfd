import { randomBytes } from 'node:crypto';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Faults } from '../simulator.ts';
import { hasField, type Org, type OrgRecord } from './org.ts';
import { QueryPages } from './query-pages.ts';
import { runQuery, UnknownName } from './run-query.ts';
import { MalformedQuery, parseSoql } from './soql.ts';

/** What the org says to a write before it is carried out: a refusal, or the fields as they will be stored. */
export type WriteGuard = (
  object: string,
  before: OrgRecord | undefined,
  fields: Record<string, unknown>,
) => { refused: { errorCode: string; message: string } } | { fields: Record<string, unknown> };

/** What a simulated org is made of. `write` stores a record and journals it. */
export interface OrgBehaviour {
  org: Org;
  credentials: { clientId: string; clientSecret: string };
  guard: WriteGuard;
  write: (
    object: string,
    record: OrgRecord,
    action: 'create' | 'update',
    marker: string | null,
    fields: Record<string, unknown>,
  ) => void;
}

const error = (reply: FastifyReply, status: number, errorCode: string, message: string, fields: string[] = []) =>
  reply.code(status).send([{ message, errorCode, fields }]);

type Path = { object: string; id?: string; field?: string; value?: string };

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
      api.get('/services/data/:version/query', (request, reply) => this.query(request, reply));
      api.get('/services/data/:version/query/:locator', (request, reply) => this.queryMore(request, reply));
      api.get('/services/data/:version/sobjects/:object/describe', (request, reply) => this.describe(request, reply));
      api.post('/services/data/:version/sobjects/:object', (request, reply) => this.create(request, reply));
      api.patch('/services/data/:version/sobjects/:object/:id', (request, reply) => this.update(request, reply));
      api.patch('/services/data/:version/sobjects/:object/:field/:value', (request, reply) =>
        this.upsert(request, reply),
      );
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

  private query(request: FastifyRequest, reply: FastifyReply) {
    const { q } = request.query as { q?: string };
    const { version } = request.params as { version: string };
    try {
      const records = runQuery(this.behaviour.org, parseSoql(q ?? ''), version);
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

  private describe(request: FastifyRequest, reply: FastifyReply) {
    const { object } = request.params as Path;
    const schema = this.behaviour.org.object(object);
    if (schema === undefined) return error(reply, 404, 'NOT_FOUND', 'The requested resource does not exist');
    const names = ['Id', 'SystemModstamp', ...schema.fields, ...Object.keys(schema.lookups)];
    return reply.send({
      name: object,
      fields: names.map((name) => ({ name, externalId: schema.externalIds?.includes(name) ?? false })),
    });
  }

  private unknownField(object: string, fields: Record<string, unknown>): string | undefined {
    const schema = this.behaviour.org.object(object);
    return schema === undefined ? undefined : Object.keys(fields).find((field) => !hasField(schema, field));
  }

  /** Stores fields on a record unless the org refuses; undefined once it has refused. */
  private store(
    reply: FastifyReply,
    object: string,
    before: OrgRecord | undefined,
    fields: Record<string, unknown>,
    marker: string | null,
  ) {
    const unknown = this.unknownField(object, fields);
    if (unknown !== undefined) {
      error(reply, 400, 'INVALID_FIELD', `No such column '${unknown}' on sobject of type ${object}`, [unknown]);
      return undefined;
    }
    const schema = this.behaviour.org.object(object);
    const readOnly = Object.keys(fields).find((field) => schema?.readOnly?.includes(field));
    if (readOnly !== undefined) {
      error(reply, 400, 'INVALID_FIELD_FOR_INSERT_UPDATE', `Unable to create/update fields: ${readOnly}.`, [readOnly]);
      return undefined;
    }
    const missing = before === undefined ? schema?.required?.find((field) => fields[field] == null) : undefined;
    if (missing !== undefined) {
      error(reply, 400, 'REQUIRED_FIELD_MISSING', `Required fields are missing: [${missing}]`, [missing]);
      return undefined;
    }
    const verdict = this.behaviour.guard(object, before, fields);
    if ('refused' in verdict) {
      error(reply, 400, verdict.refused.errorCode, verdict.refused.message);
      return undefined;
    }
    const stamp = new Date().toISOString().replace('Z', '+0000');
    const record = {
      ...(before ?? { Id: this.behaviour.org.newId(object), CreatedDate: stamp, IsDeleted: false }),
      ...verdict.fields,
      SystemModstamp: stamp,
      LastModifiedDate: stamp,
    } as OrgRecord;
    this.behaviour.write(object, record, before === undefined ? 'create' : 'update', marker, fields);
    return record;
  }

  private create(request: FastifyRequest, reply: FastifyReply) {
    const { object } = request.params as Path;
    if (this.behaviour.org.object(object) === undefined) return error(reply, 404, 'NOT_FOUND', 'no such object');
    const record = this.store(reply, object, undefined, request.body as Record<string, unknown>, null);
    return record === undefined ? reply : reply.code(201).send({ id: record.Id, success: true, errors: [] });
  }

  private update(request: FastifyRequest, reply: FastifyReply) {
    const { object, id = '' } = request.params as Path;
    const before = this.behaviour.org.get(object, id);
    if (before === undefined) return error(reply, 404, 'NOT_FOUND', 'Provided record does not exist');
    const since = request.headers['if-unmodified-since'];
    // Whole seconds, as the platform compares them.
    const modified = Math.floor(new Date(before.SystemModstamp).getTime() / 1000) * 1000;
    if (since !== undefined && modified > new Date(since).getTime()) return reply.code(412).send();
    const record = this.store(reply, object, before, request.body as Record<string, unknown>, null);
    return record === undefined ? reply : reply.code(204).send();
  }

  private upsert(request: FastifyRequest, reply: FastifyReply) {
    const { object, field = '', value = '' } = request.params as Path;
    const schema = this.behaviour.org.object(object);
    if (schema?.externalIds?.includes(field) !== true) {
      return error(reply, 404, 'NOT_FOUND', `Provided external ID field does not exist or is not accessible: ${field}`);
    }
    const found = [...this.behaviour.org.table(object).values()].filter((record) => record[field] === value);
    if (found.length > 1) return reply.code(300).send(found.map((record) => record.Id));
    const fields = { ...(request.body as Record<string, unknown>), [field]: value };
    const record = this.store(reply, object, found[0], fields, value);
    if (record === undefined) return reply;
    return reply
      .code(found.length === 0 ? 201 : 200)
      .send({ id: record.Id, success: true, errors: [], created: found.length === 0 });
  }
}

/** The REST API of a simulated org: sign-in, SOQL, describe, and writes that are refused where the platform would. */
export function forceRoutes(app: FastifyInstance, faults: Faults, behaviour: OrgBehaviour): void {
  new Server(behaviour, faults).routes(app);
}
