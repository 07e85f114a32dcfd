import { hasField, type ObjectSchema, type Org, type OrgRecord, type OrgSchema } from './org.ts';

/** What the platform answers to a query about something that it does not have. */
export class UnknownName extends Error {
  readonly errorCode: 'INVALID_FIELD' | 'INVALID_TYPE';

  constructor(errorCode: 'INVALID_FIELD' | 'INVALID_TYPE', message: string) {
    super(message);
    this.errorCode = errorCode;
  }
}

/** A path such as `Order.ContractId`: the lookups to follow from a record, and the field of the last one. */
export interface Path {
  lookups: readonly { name: string; field: string; object: string }[];
  field: string;
}

// The same few paths are asked of every record.
const known = new WeakMap<OrgSchema, Map<string, Map<string, Path>>>();

/** The fields and lookups of an object. Throws UnknownName. */
export function schemaOf(schema: OrgSchema, object: string): ObjectSchema {
  const found = schema.objects[object];
  if (found === undefined) throw new UnknownName('INVALID_TYPE', `sObject type '${object}' is not supported.`);
  return found;
}

function resolve(schema: OrgSchema, object: string, path: string): Path {
  const found = schemaOf(schema, object);
  const [head = '', ...rest] = path.split('.');
  if (rest.length === 0) {
    if (hasField(found, head)) return { lookups: [], field: head };
    throw new UnknownName('INVALID_FIELD', `No such column '${head}' on entity '${object}'.`);
  }
  const lookup = Object.entries(found.lookups).find(([, { relationship }]) => relationship === head);
  if (lookup === undefined) {
    throw new UnknownName('INVALID_FIELD', `Didn't understand relationship '${head}' in field path.`);
  }
  const [field, { object: target }] = lookup;
  const beyond = resolve(schema, target, rest.join('.'));
  return { lookups: [{ name: head, field, object: target }, ...beyond.lookups], field: beyond.field };
}

/** What a path means from an object. It must exist even where the data is null: throws UnknownName. */
export function pathOf({ schema }: Org, object: string, path: string): Path {
  const objects = known.get(schema) ?? new Map<string, Map<string, Path>>();
  known.set(schema, objects);
  const paths = objects.get(object) ?? new Map<string, Path>();
  objects.set(object, paths);
  const found = paths.get(path) ?? resolve(schema, object, path);
  paths.set(path, found);
  return found;
}

/** The record that a lookup of another leads to. */
export function lookedUp(org: Org, record: OrgRecord, { field, object }: Path['lookups'][number]) {
  const id = record[field];
  return typeof id === 'string' ? org.get(object, id) : undefined;
}

/** The value at a path, following lookups; null where one of them is empty. */
export function valueAt(org: Org, object: string, record: OrgRecord, path: string): unknown {
  const { lookups, field } = pathOf(org, object, path);
  let at: OrgRecord | undefined = record;
  for (const lookup of lookups) if (at !== undefined) at = lookedUp(org, at, lookup);
  return at?.[field] ?? null;
}
