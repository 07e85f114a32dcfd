import { earliest, namedValues } from './narrow.ts';
import { hasField, type ObjectSchema, type Org, type OrgRecord } from './org.ts';
import { type Condition, type Literal, MalformedQuery, type Query } from './soql.ts';

/** What the platform answers to a query about something that it does not have. */
export class UnknownName extends Error {
  readonly errorCode: 'INVALID_FIELD' | 'INVALID_TYPE';

  constructor(errorCode: 'INVALID_FIELD' | 'INVALID_TYPE', message: string) {
    super(message);
    this.errorCode = errorCode;
  }
}

type Row = Record<string, unknown>;

/** How an org is looked at: under which version of the API, and with what is in its recycle bin or without. */
export interface View {
  version: string;
  deleted: boolean;
}

const shows = (org: Org, { deleted }: View, record: OrgRecord) =>
  (deleted || record['IsDeleted'] !== true) && !org.hidden.has(record.Id);

function schemaOf(org: Org, object: string): ObjectSchema {
  const schema = org.object(object);
  if (schema === undefined) throw new UnknownName('INVALID_TYPE', `sObject type '${object}' is not supported.`);
  return schema;
}

/** The value at a path such as `Order.ContractId`, following lookups; the path must exist even where the data is null. */
function valueAt(org: Org, object: string, record: OrgRecord | undefined, path: string): unknown {
  const [head = '', ...rest] = path.split('.');
  const schema = schemaOf(org, object);
  if (rest.length === 0) {
    if (!hasField(schema, head))
      throw new UnknownName('INVALID_FIELD', `No such column '${head}' on entity '${object}'.`);
    return record?.[head] ?? null;
  }
  const lookup = Object.entries(schema.lookups).find(([, { relationship }]) => relationship === head);
  if (lookup === undefined) {
    throw new UnknownName('INVALID_FIELD', `Didn't understand relationship '${head}' in field path.`);
  }
  const [field, { object: target }] = lookup;
  const id = record?.[field];
  return valueAt(org, target, typeof id === 'string' ? org.get(target, id) : undefined, rest.join('.'));
}

function comparable(value: unknown, literal: Literal): [unknown, unknown] {
  if (literal.kind === 'datetime') {
    return [typeof value === 'string' ? new Date(value).getTime() : null, new Date(literal.value).getTime()];
  }
  return [value, literal.value];
}

function compares(value: unknown, operator: string, literal: Literal): boolean {
  const [a, b] = comparable(value, literal) as [never, never];
  switch (operator) {
    case '=':
      return a === b;
    case '!=':
    case '<>':
      return a !== b;
    case '<':
      return a !== null && a < b;
    case '<=':
      return a !== null && a <= b;
    case '>':
      return a !== null && a > b;
    default:
      return a !== null && a >= b;
  }
}

function holds(org: Org, object: string, record: OrgRecord, condition: Condition): boolean {
  switch (condition.type) {
    case 'and':
      return holds(org, object, record, condition.left) && holds(org, object, record, condition.right);
    case 'or':
      return holds(org, object, record, condition.left) || holds(org, object, record, condition.right);
    case 'not':
      return !holds(org, object, record, condition.condition);
    case 'in': {
      const value = valueAt(org, object, record, condition.field);
      return condition.values.some((literal) => compares(value, '=', literal)) !== condition.negated;
    }
    default:
      return compares(valueAt(org, object, record, condition.field), condition.operator, condition.value);
  }
}

/** Whether rows are asked for in the order of their last change, which is how the org keeps them. */
const isByChange = ({ orderBy }: Query) =>
  orderBy.map(({ field, descending }) => `${field}${descending ? '↓' : ''}`).join() === 'SystemModstamp,Id';

function candidates(org: Org, query: Query): Iterable<OrgRecord> {
  const { from, where } = query;
  const ids = namedValues(where, 'Id');
  if (ids !== undefined) return ids.flatMap((id) => org.get(from, id) ?? []);
  return isByChange(query) ? org.timeline(from).since(earliest(where, 'SystemModstamp')) : org.table(from).values();
}

/** Puts the value at a path into a row. A lookup that is empty is null as a whole, not an object of nulls. */
function put(org: Org, from: string, record: OrgRecord, row: Row, path: string): void {
  const value = valueAt(org, from, record, path);
  const lookups = path.split('.');
  const field = lookups.pop() as string;
  let place = row;
  for (const [depth, name] of lookups.entries()) {
    const parentId = valueAt(org, from, record, [...lookups.slice(0, depth + 1), 'Id'].join('.'));
    if (parentId === null) {
      place[name] = null;
      return;
    }
    const object = (place[name] as Row | null | undefined) ?? {};
    place[name] = object;
    place = object;
  }
  place[field] = value;
}

function shape(org: Org, query: Query, record: OrgRecord, view: View): Row {
  const row: Row = {
    attributes: { type: query.from, url: `/services/data/${view.version}/sobjects/${query.from}/${record.Id}` },
  };
  for (const path of query.fields) put(org, query.from, record, row, path);
  for (const child of query.children) row[child.from] = childRows(org, query.from, child, record, view);
  return row;
}

function childRows(org: Org, parent: string, child: Query, record: OrgRecord, view: View): unknown {
  const relation = org.schema.children[`${parent}.${child.from}`];
  if (relation === undefined) {
    throw new UnknownName(
      'INVALID_FIELD',
      `Didn't understand relationship '${child.from}' in FROM part of query call.`,
    );
  }
  for (const field of child.fields) valueAt(org, relation.object, undefined, field);
  const found = org.childrenOf(relation.object, relation.field, record.Id).filter((each) => shows(org, view, each));
  const inner = { ...child, from: relation.object };
  const rows = found.map((each) => shape(org, inner, each, view));
  return rows.length === 0 ? null : { totalSize: rows.length, done: true, records: rows };
}

function rank(x: unknown, y: unknown): number {
  if (x === y) return 0;
  return (x as never) < (y as never) ? -1 : 1;
}

function byOrder(org: Org, { from, orderBy }: Query) {
  return (a: OrgRecord, b: OrgRecord): number => {
    for (const { field, descending } of orderBy) {
      const order = rank(valueAt(org, from, a, field), valueAt(org, from, b, field));
      if (order !== 0) return descending ? -order : order;
    }
    return 0;
  };
}

function* matching(org: Org, query: Query, view: View): Generator<OrgRecord> {
  for (const record of candidates(org, query)) {
    const fits = query.where === undefined || holds(org, query.from, record, query.where);
    if (fits && shows(org, view, record)) yield record;
  }
}

function find(org: Org, query: Query, view: View): OrgRecord[] {
  const { where, orderBy, limit = Number.POSITIVE_INFINITY } = query;
  const inOrder = orderBy.length === 0 || (isByChange(query) && namedValues(where, 'Id') === undefined);
  if (!inOrder) return [...matching(org, query, view)].sort(byOrder(org, query)).slice(0, limit);
  const found: OrgRecord[] = [];
  for (const record of matching(org, query, view)) {
    found.push(record);
    if (found.length >= limit) break;
  }
  return found;
}

/** Answers a query as the platform would, lists within records included. Throws UnknownName and MalformedQuery. */
export function runQuery(org: Org, query: Query, view: View): Row[] {
  schemaOf(org, query.from);
  if (query.fields.length + query.children.length === 0) throw new MalformedQuery('no fields');
  for (const field of query.fields) valueAt(org, query.from, undefined, field);
  return find(org, query, view).map((record) => shape(org, query, record, view));
}
