import { earliest, namedValues } from './narrow.ts';
import type { Org, OrgRecord } from './org.ts';
import { lookedUp, pathOf, schemaOf, UnknownName, valueAt } from './paths.ts';
import { type Condition, type Literal, MalformedQuery, type Query } from './soql.ts';

type Row = Record<string, unknown>;

/** How an org is looked at: under which version of the API, and with what is in its recycle bin or without. */
export interface View {
  version: string;
  deleted: boolean;
}

const shows = (org: Org, { deleted }: View, record: OrgRecord) =>
  (deleted || record['IsDeleted'] !== true) && !org.hidden.has(record.Id);

// The platform's own notation of an offset is none that engines read without detours.
const instantOf = (text: string) => Date.parse(text.replace('+0000', 'Z'));

function comparable(value: unknown, literal: Literal): [unknown, unknown] {
  if (literal.kind === 'datetime') {
    return [typeof value === 'string' ? instantOf(value) : null, instantOf(literal.value)];
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

// A list is asked about every record.
const lists = new WeakMap<readonly Literal[], ReadonlySet<unknown>>();

function isAmong(value: unknown, literals: readonly Literal[]): boolean {
  if (literals.some(({ kind }) => kind === 'datetime')) {
    return literals.some((literal) => compares(value, '=', literal));
  }
  const listed = lists.get(literals) ?? new Set(literals.map((literal) => literal.value));
  lists.set(literals, listed);
  return listed.has(value);
}

function holds(org: Org, object: string, record: OrgRecord, condition: Condition): boolean {
  switch (condition.type) {
    case 'and':
      return holds(org, object, record, condition.left) && holds(org, object, record, condition.right);
    case 'or':
      return holds(org, object, record, condition.left) || holds(org, object, record, condition.right);
    case 'not':
      return !holds(org, object, record, condition.condition);
    case 'in':
      return isAmong(valueAt(org, object, record, condition.field), condition.values) !== condition.negated;
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
  const { lookups, field } = pathOf(org, from, path);
  let place = row;
  let at = record;
  for (const lookup of lookups) {
    const next = lookedUp(org, at, lookup);
    if (next === undefined) {
      place[lookup.name] = null;
      return;
    }
    const object = (place[lookup.name] as Row | null | undefined) ?? {};
    place[lookup.name] = object;
    place = object;
    at = next;
  }
  place[field] = at[field] ?? null;
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
  for (const field of child.fields) pathOf(org, relation.object, field);
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
  schemaOf(org.schema, query.from);
  if (query.fields.length + query.children.length === 0) throw new MalformedQuery('no fields');
  for (const field of query.fields) pathOf(org, query.from, field);
  return find(org, query, view).map((record) => shape(org, query, record, view));
}
