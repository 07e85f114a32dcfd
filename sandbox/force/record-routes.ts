import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { hasField, type Org, type OrgRecord, stampNow } from './org.ts';
import { deletion } from './recycle-bin.ts';

/** What the org says to a write that it does not carry out. */
export interface Refusal {
  refused: { errorCode: string; message: string };
}

/** What the org says to a write before it is carried out: a refusal, or the fields as they will be stored. */
export type WriteGuard = (
  object: string,
  before: OrgRecord | undefined,
  fields: Record<string, unknown>,
) => Refusal | { fields: Record<string, unknown> };

/** What a simulated org is made of. `write` stores a record and journals it. */
export interface OrgBehaviour {
  org: Org;
  credentials: { clientId: string; clientSecret: string };
  guard: WriteGuard;
  /** What the org says to a deletion; undefined where it allows it. */
  deleteGuard: (object: string, record: OrgRecord) => Refusal | undefined;
  write: (
    object: string,
    record: OrgRecord,
    action: 'create' | 'update' | 'delete',
    marker: string | null,
    fields: Record<string, unknown>,
  ) => void;
}

/** An error as the platform words it. */
export const error = (reply: FastifyReply, status: number, errorCode: string, message: string, fields: string[] = []) =>
  reply.code(status).send([{ message, errorCode, fields }]);

type Path = { object: string; id?: string; field?: string; value?: string };

/** The records of an org, one by one: read, created, changed and deleted, or refused where the platform would. */
export class RecordRoutes {
  private readonly behaviour: OrgBehaviour;

  constructor(behaviour: OrgBehaviour) {
    this.behaviour = behaviour;
  }

  register(api: FastifyInstance): void {
    const one = '/services/data/:version/sobjects/:object/:id';
    api.get('/services/data/:version/sobjects/:object/describe', (request, reply) => this.describe(request, reply));
    api.post('/services/data/:version/sobjects/:object', (request, reply) => this.create(request, reply));
    api.get(one, (request, reply) => this.read(request, reply));
    api.patch(one, (request, reply) => this.update(request, reply));
    api.delete(one, (request, reply) => this.remove(request, reply));
    api.patch('/services/data/:version/sobjects/:object/:field/:value', (request, reply) =>
      this.upsert(request, reply),
    );
  }

  private describe(request: FastifyRequest, reply: FastifyReply) {
    const { object } = request.params as Path;
    const schema = this.behaviour.org.object(object);
    if (schema === undefined) return error(reply, 404, 'NOT_FOUND', 'The requested resource does not exist');
    const names = ['Id', 'IsDeleted', 'SystemModstamp', ...schema.fields, ...Object.keys(schema.lookups)];
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
    const stamp = stampNow();
    const record = {
      ...(before ?? { Id: this.behaviour.org.newId(object), CreatedDate: stamp, IsDeleted: false }),
      ...verdict.fields,
      SystemModstamp: stamp,
      LastModifiedDate: stamp,
    } as OrgRecord;
    this.behaviour.write(object, record, before === undefined ? 'create' : 'update', marker, fields);
    return record;
  }

  /** The record that an address names; undefined once the org has said that it has none. */
  private named(request: FastifyRequest, reply: FastifyReply): OrgRecord | undefined {
    const { object, id = '' } = request.params as Path;
    const record = this.behaviour.org.get(object, id);
    if (record === undefined) error(reply, 404, 'NOT_FOUND', 'Provided record does not exist');
    else if (record['IsDeleted'] === true) error(reply, 404, 'ENTITY_IS_DELETED', 'entity is deleted');
    else return record;
    return undefined;
  }

  private create(request: FastifyRequest, reply: FastifyReply) {
    const { object } = request.params as Path;
    if (this.behaviour.org.object(object) === undefined) return error(reply, 404, 'NOT_FOUND', 'no such object');
    const record = this.store(reply, object, undefined, request.body as Record<string, unknown>, null);
    return record === undefined ? reply : reply.code(201).send({ id: record.Id, success: true, errors: [] });
  }

  private read(request: FastifyRequest, reply: FastifyReply) {
    const { object, version } = request.params as Path & { version: string };
    const record = this.named(request, reply);
    if (record === undefined) return reply;
    const attributes = { type: object, url: `/services/data/${version}/sobjects/${object}/${record.Id}` };
    return reply.send({ attributes, ...record });
  }

  private update(request: FastifyRequest, reply: FastifyReply) {
    const { object } = request.params as Path;
    const before = this.named(request, reply);
    if (before === undefined) return reply;
    const since = request.headers['if-unmodified-since'];
    // Whole seconds, as the platform compares them.
    const modified = Math.floor(new Date(before.SystemModstamp).getTime() / 1000) * 1000;
    if (since !== undefined && modified > new Date(since).getTime()) return reply.code(412).send();
    const record = this.store(reply, object, before, request.body as Record<string, unknown>, null);
    return record === undefined ? reply : reply.code(204).send();
  }

  private remove(request: FastifyRequest, reply: FastifyReply) {
    const { object } = request.params as Path;
    const record = this.named(request, reply);
    if (record === undefined) return reply;
    const verdict = this.behaviour.deleteGuard(object, record);
    if (verdict !== undefined) return error(reply, 400, verdict.refused.errorCode, verdict.refused.message);
    for (const gone of deletion(this.behaviour.org, object, record.Id, stampNow())) {
      this.behaviour.write(gone.object, gone.record, 'delete', null, {});
    }
    return reply.code(204).send();
  }

  private upsert(request: FastifyRequest, reply: FastifyReply) {
    const { object, field = '', value = '' } = request.params as Path;
    const schema = this.behaviour.org.object(object);
    if (schema?.externalIds?.includes(field) !== true) {
      return error(reply, 404, 'NOT_FOUND', `Provided external ID field does not exist or is not accessible: ${field}`);
    }
    const found = [...this.behaviour.org.table(object).values()].filter(
      (record) => record[field] === value && record['IsDeleted'] !== true,
    );
    if (found.length > 1) return reply.code(300).send(found.map((record) => record.Id));
    const fields = { ...(request.body as Record<string, unknown>), [field]: value };
    const record = this.store(reply, object, found[0], fields, value);
    if (record === undefined) return reply;
    return reply
      .code(found.length === 0 ? 201 : 200)
      .send({ id: record.Id, success: true, errors: [], created: found.length === 0 });
  }
}
