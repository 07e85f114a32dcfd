import type { Condition, Literal, Query } from '../../sandbox/force/soql.ts';
import {
  describedObjects,
  type FieldType,
  forceMetadata,
  type VendorField,
  type VendorObject,
} from './force-metadata.ts';

/** What a check found: what contradicts the metadata, and what no file here says anything about. */
export interface Found {
  wrong: string[];
  unknown: string[];
}

/** An org that a query is held against: the fields that its owner has added, and whether it has several currencies. */
export interface Org {
  own: ReadonlySet<string>;
  multiCurrency: boolean;
}

const isOwn = (name: string) => /^[A-Za-z][A-Za-z0-9]*(_[A-Za-z0-9]+)*__c$/.test(name);

/** Looks names up in the metadata and collects what is wrong or not known. */
export class Check {
  readonly found: Found = { wrong: [], unknown: [] };
  private readonly org: Org;

  constructor(org: Org) {
    this.org = org;
  }

  wrong(place: string, what: string): undefined {
    this.found.wrong.push(`${place}: ${what}`);
    return undefined;
  }

  /** The field at a path such as `Order.ContractId`; undefined where it is the owner's, wrong or not known here. */
  field(object: VendorObject, path: string): VendorField | undefined {
    const [head = '', ...rest] = path.split('.');
    if (rest.length === 0) return this.ownField(object, head);
    const target = object.parents.get(head);
    if (target === undefined) return this.missing(object, head);
    const parent = forceMetadata.get(target);
    if (parent === undefined || !describedObjects.has(target)) return this.notHere(`${target}.${rest.join('.')}`);
    return this.field(parent, rest.join('.'));
  }

  private ownField(object: VendorObject, name: string): VendorField | undefined {
    if (name === 'CurrencyIsoCode' && !this.org.multiCurrency) {
      return this.wrong(object.name, 'CurrencyIsoCode is there in orgs with several currencies alone');
    }
    const field = object.fields.get(name);
    if (field !== undefined) return field;
    if (object.children.has(name) || object.parents.has(name)) return this.wrong(object.name, `${name} is no column`);
    return this.missing(object, name);
  }

  private missing(object: VendorObject, name: string): undefined {
    if (this.org.own.has(name)) return undefined;
    if (isOwn(name)) return this.wrong(object.name, `${name} is neither the vendor's nor declared in the options`);
    return describedObjects.has(object.name)
      ? this.wrong(object.name, `there is no ${name}`)
      : this.notHere(`${object.name}.${name}`);
  }

  notHere(place: string): undefined {
    this.found.unknown.push(place);
    return undefined;
  }
}

const literalsOf: Record<FieldType, readonly Literal['kind'][]> = {
  id: ['text'],
  text: ['text'],
  picklist: ['text'],
  number: ['plain'],
  boolean: ['plain'],
  date: ['date'],
  datetime: ['datetime'],
  longtext: [],
  compound: [],
  unknown: ['text', 'plain', 'date', 'datetime'],
};

function compareProblem(field: VendorField, operator: string, value: Literal): string | undefined {
  if (field.type === 'longtext' || field.type === 'compound') return `${field.name} can't be filtered by`;
  if (value.kind === 'plain' && value.value === null && ['=', '!='].includes(operator)) return undefined;
  if (!literalsOf[field.type].includes(value.kind)) return `${field.name} is a ${field.type}, not a ${value.kind}`;
  const isOrder = !['=', '!=', '<>', 'in'].includes(operator);
  if (isOrder && ['boolean', 'picklist'].includes(field.type)) return `${field.name} has no ${operator}`;
  const isListed = field.values.length === 0 || field.values.includes(String(value.value));
  return isListed ? undefined : `${field.name} has no value ${value.value}`;
}

function checkCondition(check: Check, object: VendorObject, condition: Condition): void {
  if ('left' in condition) {
    checkCondition(check, object, condition.left);
    checkCondition(check, object, condition.right);
    return;
  }
  if ('condition' in condition) {
    checkCondition(check, object, condition.condition);
    return;
  }
  const field = check.field(object, condition.field);
  if (field === undefined) return;
  const values = condition.type === 'in' ? condition.values : [condition.value];
  const operator = condition.type === 'in' ? 'in' : condition.operator;
  for (const value of values) {
    const problem = compareProblem(field, operator, value);
    if (problem !== undefined) check.wrong(object.name, problem);
  }
}

/** The object that a nested list is made of. The field lists name the list alone: `Orders` are of `Order`. */
function childObject(of: VendorObject, relation: string): VendorObject | undefined {
  const listed = of.children.get(relation);
  if (listed === undefined) return undefined;
  return forceMetadata.get(listed) ?? forceMetadata.get(listed.replace(/s$/, ''));
}

function checkList(check: Check, object: VendorObject, list: Query): void {
  const target = childObject(object, list.from);
  if (target !== undefined) checkSelect(check, target, list);
  else if (describedObjects.has(object.name)) check.wrong(object.name, `has no list ${list.from}`);
  else check.notHere(`${object.name}.${list.from}`);
}

function checkSelect(check: Check, object: VendorObject, query: Query): void {
  for (const path of query.fields) check.field(object, path);
  if (query.where !== undefined) checkCondition(check, object, query.where);
  for (const { field } of query.orderBy) {
    if (check.field(object, field)?.type === 'longtext') check.wrong(object.name, `${field} can't be ordered by`);
  }
  for (const list of query.children) checkList(check, object, list);
}

/** Holds a query against the metadata: objects, fields along every relationship, operators, literals. */
export function checkQuery(query: Query, org: Org): Found {
  const check = new Check(org);
  const object = forceMetadata.get(query.from);
  if (object !== undefined) checkSelect(check, object, query);
  else for (const path of query.fields) check.notHere(`${query.from}.${path}`);
  return check.found;
}
