import { randomBytes } from 'node:crypto';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Faults } from '../simulator.ts';
import { invoiceOf, refreshDrafts, type WriteItem } from './billing.ts';
import { type Pod, type PodItem, podInstant } from './pod.ts';
import { type PodResource, podResources } from './pod-resources.ts';
import { InvalidQuery } from './row-match.ts';
import { type ListQuery, select, shapeOf } from './select.ts';

const root = '/fscmRestApi/resources/11.13.18.05';

/** What a simulated pod is made of. */
export interface PodBehaviour {
  pod: Pod;
  credentials: { clientId: string; clientSecret: string };
  /** How long a new item stays invisible to queries. */
  searchLagMs: number;
  write: WriteItem;
}

type Params = { resource: string; id?: string };

/** Oracle's error document. Business errors come as plain text, as many of the real resources send them. */
function refuse(reply: FastifyReply, status: number, title: string) {
  return reply
    .code(status)
    .header('content-type', 'application/vnd.oracle.adf.error+json')
    .send(
      JSON.stringify({ title, status: String(status), 'o:errorDetails': [{ detail: title, 'o:errorCode': '27000' }] }),
    );
}

function businessError(reply: FastifyReply, text: string) {
  return reply.code(400).header('content-type', 'text/plain').send(text);
}

class Server {
  private readonly tokens = new Set<string>();
  private readonly visibleFrom = new Map<string, number>();
  private readonly behaviour: PodBehaviour;
  private readonly faults: Faults;

  constructor(behaviour: PodBehaviour, faults: Faults) {
    this.behaviour = behaviour;
    this.faults = faults;
  }

  routes(app: FastifyInstance): void {
    app.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'string' }, (_request, body, done) =>
      done(null, Object.fromEntries(new URLSearchParams(body as string))),
    );
    app.addContentTypeParser(
      'application/vnd.oracle.adf.resourceitem+json',
      { parseAs: 'string' },
      (_request, body, done) => done(null, JSON.parse(body as string)),
    );
    app.post('/oauth2/v1/token', (request, reply) => this.token(request, reply));
    app.register(async (api) => {
      api.addHook('preHandler', async (request, reply) => this.admit(request, reply));
      api.get(`${root}/:resource`, (request, reply) => this.list(request, reply));
      api.get(`${root}/:resource/:id`, (request, reply) => this.read(request, reply));
      api.post(`${root}/:resource`, (request, reply) => this.create(request, reply));
      api.patch(`${root}/:resource/:id`, (request, reply) => this.update(request, reply));
    });
  }

  private token(request: FastifyRequest, reply: FastifyReply) {
    const { clientId, clientSecret } = this.behaviour.credentials;
    const basic = `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString('base64')}`;
    if (request.headers.authorization !== basic) return reply.code(401).send({ error: 'invalid_client' });
    const token = randomBytes(24).toString('base64url');
    this.tokens.add(token);
    return { access_token: token, token_type: 'Bearer', expires_in: 3600 };
  }

  private async admit(request: FastifyRequest, reply: FastifyReply) {
    if (!this.tokens.has(request.headers.authorization?.replace(/^Bearer /, '') ?? '')) return reply.code(401).send();
    if (this.faults.throttled) return reply.code(429).header('retry-after', '1').send('Too many requests');
    if (podResources[(request.params as Params).resource] === undefined) return reply.code(404).send('Not Found');
    if (request.headers['rest-framework-version'] === undefined) return refuse(reply, 400, 'REST-Framework-Version?');
    return undefined;
  }

  private idOf(resource: PodResource, item: PodItem): string {
    const key = String(item[resource.key]);
    return resource.hashed === true ? `00020000000EACED${Buffer.from(key).toString('hex').toUpperCase()}` : key;
  }

  private present(request: FastifyRequest, name: string, item: PodItem, expand: string[]): PodItem {
    const resource = podResources[name] as PodResource;
    // Every attribute is there, with or without a value.
    const whole = { ...Object.fromEntries(resource.attributes.map((attribute) => [attribute, null])), ...item };
    const shown = Object.fromEntries(
      Object.entries(whole).filter(
        ([attribute]) =>
          (!resource.children?.includes(attribute) || expand.includes(attribute)) &&
          (resource.unstamped !== true || attribute !== 'LastUpdateDate'),
      ),
    );
    const href = `${request.protocol}://${request.host}${root}/${name}/${this.idOf(resource, item)}`;
    return { ...shown, links: [{ rel: 'self', href, name, kind: 'item' }] } as unknown as PodItem;
  }

  private isVisible(name: string, item: PodItem): boolean {
    const place = `${name}/${item[podResources[name]?.key ?? '']}`;
    const from = this.visibleFrom.get(place);
    return (from === undefined || Date.now() >= from) && !this.behaviour.pod.hidden.has(place);
  }

  private list(request: FastifyRequest, reply: FastifyReply) {
    const { resource: name } = request.params as Params;
    const query = request.query as ListQuery;
    try {
      const isVisible = (item: PodItem) => this.isVisible(name, item);
      const { page, size, offset, hasMore, total } = select(this.behaviour.pod, name, query, isVisible);
      const expand = (query.expand ?? '').split(',');
      const wanted = shapeOf(podResources[name] as PodResource, query);
      const href = `${request.protocol}://${request.host}${root}/${name}`;
      return reply.send({
        items: page.map((item) => wanted(this.present(request, name, item, expand))),
        ...(total === undefined ? {} : { totalResults: total }),
        count: page.length,
        hasMore,
        limit: size,
        offset,
        links: [{ rel: 'self', href, name, kind: 'collection' }],
      });
    } catch (error) {
      if (error instanceof InvalidQuery) return refuse(reply, 400, error.message);
      throw error;
    }
  }

  private itemAt({ resource: name, id = '' }: Params): PodItem | undefined {
    const resource = podResources[name] as PodResource;
    const key = resource.hashed === true ? Buffer.from(id.slice(16), 'hex').toString() : id;
    return this.behaviour.pod.get(name, key);
  }

  private read(request: FastifyRequest, reply: FastifyReply) {
    const item = this.itemAt(request.params as Params);
    if (item === undefined) return reply.code(404).send('Not Found');
    reply.header('etag', `"${item.LastUpdateDate}"`);
    return reply.send(this.present(request, (request.params as Params).resource, item, []));
  }

  private create(request: FastifyRequest, reply: FastifyReply) {
    const { resource: name } = request.params as Params;
    const resource = podResources[name] as PodResource;
    const fields = request.body as Record<string, unknown>;
    if (resource.required === undefined) return refuse(reply, 405, 'Method Not Allowed');
    const unknown = Object.keys(fields).find((field) => !resource.attributes.includes(field));
    if (unknown !== undefined) return refuse(reply, 400, `The attribute ${unknown} isn't valid.`);
    const missing = resource.required.find((field) => fields[field] == null || fields[field] === '');
    if (missing !== undefined) return businessError(reply, `PJB-COMMON: you must provide a value for ${missing}.`);
    const { pod, searchLagMs, write } = this.behaviour;
    const contract = pod.find('contracts', (item) => item['ContractNumber'] === fields['ContractNumber']);
    if (contract === undefined) return businessError(reply, 'PJB-EVENT: the contract number is not valid.');
    const project = pod.find('projects', (item) => item['ProjectNumber'] === fields['ProjectNumber']);
    const EventId = pod.newId(name);
    const item = {
      ...fields,
      EventId,
      EventNumber: EventId % 1_000_000,
      ContractId: contract['ContractId'],
      ProjectId: project?.['ProjectId'] ?? null,
      BillTrnsCurrencyCode: contract['CurrencyCode'],
      BillHold: 'N',
      InvoicedFlag: 'N',
      LastUpdateDate: podInstant(new Date()),
    };
    write(name, item, 'create', typeof fields['SourceReference'] === 'string' ? fields['SourceReference'] : null);
    this.visibleFrom.set(`${name}/${EventId}`, Date.now() + searchLagMs);
    return reply.code(201).send(this.present(request, name, item, []));
  }

  private update(request: FastifyRequest, reply: FastifyReply) {
    const { resource: name } = request.params as Params;
    const resource = podResources[name] as PodResource;
    const before = this.itemAt(request.params as Params);
    if (before === undefined) return reply.code(404).send('Not Found');
    const match = request.headers['if-match'];
    if (match !== undefined && match !== `"${before.LastUpdateDate}"`) return reply.code(412).send();
    const fields = request.body as Record<string, unknown>;
    const fixed = Object.keys(fields).find((field) => resource.writable?.includes(field) !== true);
    if (fixed !== undefined) return refuse(reply, 400, `The attribute ${fixed} can't be updated.`);
    if (fields['BillHold'] !== undefined && fields['BillHold'] !== 'Y' && fields['BillHold'] !== 'N') {
      return businessError(reply, 'PJB-EVENT: the bill hold must be Y or N.');
    }
    const { pod, write } = this.behaviour;
    if (name === 'projectBillingEvents' && fields['BillTrnsAmount'] !== undefined && before['InvoicedFlag'] === 'Y') {
      const invoice = invoiceOf(pod, before['EventId'] as number);
      return businessError(
        reply,
        `PJB-EVENT: the event is on invoice ${invoice?.['InvoiceNumber'] ?? ''} and can't change.`,
      );
    }
    const item = { ...before, ...fields, LastUpdateDate: podInstant(new Date()) };
    write(name, item, 'update', null);
    if (name === 'projectBillingEvents') refreshDrafts(pod, item, write);
    return reply.send(this.present(request, name, item, []));
  }
}

/** The REST API of a simulated pod: sign-in, row-match queries, and writes that are refused where Fusion would. */
export function fusionRoutes(app: FastifyInstance, faults: Faults, behaviour: PodBehaviour): void {
  new Server(behaviour, faults).routes(app);
}
