import { Timeline } from '../timeline.ts';

/** A record of the simulated org. */
export type OrgRecord = Record<string, unknown> & { Id: string; SystemModstamp: string };

/** What an object is made of. */
export interface ObjectSchema {
  /** The first three characters of its ids. */
  prefix: string;
  fields: readonly string[];
  /**
   * Lookup field → the relationship's name in queries and the object that it points at. A detail is deleted and restored
   * with its master.
   */
  lookups: Readonly<Record<string, { relationship: string; object: string; master?: true }>>;
  /** Fields that are external ids. */
  externalIds?: readonly string[];
  required?: readonly string[];
  /** Fields that the platform computes. */
  readOnly?: readonly string[];
}

/** The objects of an org, and how children are called from their parents: `Contract.Orders` is `Order.ContractId`. */
export interface OrgSchema {
  objects: Readonly<Record<string, ObjectSchema>>;
  children: Readonly<Record<string, { object: string; field: string }>>;
}

const systemFields = ['Id', 'SystemModstamp', 'CreatedDate', 'LastModifiedDate', 'IsDeleted'];

/** An instant as the platform writes it: the present one. */
export const stampNow = (): string => new Date().toISOString().replace('Z', '+0000');

/** Whether an object has a field of that name. */
export function hasField(schema: ObjectSchema, field: string): boolean {
  return systemFields.includes(field) || schema.fields.includes(field) || field in schema.lookups;
}

/** The tables of a simulated org, with an index on every lookup. */
export class Org {
  readonly schema: OrgSchema;
  private readonly tables = new Map<string, Map<string, OrgRecord>>();
  private readonly timelines = new Map<string, Timeline<OrgRecord>>();
  private readonly byLookup = new Map<string, Map<string, Set<string>>>();
  private count = 0;
  /** Ids of records that the hub's user may not see. */
  readonly hidden = new Set<string>();

  constructor(schema: OrgSchema) {
    this.schema = schema;
  }

  object(name: string): ObjectSchema | undefined {
    return this.schema.objects[name];
  }

  table(object: string): Map<string, OrgRecord> {
    const known = this.tables.get(object);
    if (known !== undefined) return known;
    const table = new Map<string, OrgRecord>();
    this.tables.set(object, table);
    return table;
  }

  /** An id that no record has: the object's prefix, a counter, and a checksum place as real ids have. */
  newId(object: string): string {
    for (;;) {
      this.count += 1;
      const id = `${this.schema.objects[object]?.prefix ?? 'a00'}TL${String(this.count).padStart(10, '0')}AAA`;
      if (!this.table(object).has(id)) return id;
    }
  }

  get(object: string, id: string): OrgRecord | undefined {
    return this.table(object).get(id);
  }

  put(object: string, record: OrgRecord): void {
    const before = this.table(object).get(record.Id);
    for (const field of Object.keys(this.schema.objects[object]?.lookups ?? {})) {
      const index = this.indexOf(object, field);
      if (before !== undefined) index.get(String(before[field]))?.delete(record.Id);
      if (typeof record[field] === 'string') {
        const ids = index.get(record[field]) ?? new Set();
        index.set(record[field], ids.add(record.Id));
      }
    }
    this.table(object).set(record.Id, record);
    this.timeline(object).put(record, before);
  }

  /** Takes a record out for good, as emptying the recycle bin does: nothing tells of it. */
  remove(object: string, id: string): void {
    const record = this.get(object, id);
    if (record === undefined) return;
    for (const field of Object.keys(this.schema.objects[object]?.lookups ?? {})) {
      this.indexOf(object, field).get(String(record[field]))?.delete(id);
    }
    this.table(object).delete(id);
    this.timeline(object).remove(record);
  }

  /** An object's records in the order of their last change. */
  timeline(object: string): Timeline<OrgRecord> {
    const known = this.timelines.get(object);
    if (known !== undefined) return known;
    const timeline = new Timeline<OrgRecord>(({ SystemModstamp, Id }) => ({
      at: new Date(SystemModstamp).getTime(),
      key: Id,
    }));
    this.timelines.set(object, timeline);
    return timeline;
  }

  childrenOf(object: string, field: string, parentId: string): OrgRecord[] {
    const ids = this.indexOf(object, field).get(parentId) ?? [];
    return [...ids].flatMap((id) => this.get(object, id) ?? []).sort((a, b) => (a.Id < b.Id ? -1 : 1));
  }

  private indexOf(object: string, field: string): Map<string, Set<string>> {
    const place = `${object}.${field}`;
    const known = this.byLookup.get(place);
    if (known !== undefined) return known;
    const index = new Map<string, Set<string>>();
    this.byLookup.set(place, index);
    return index;
  }
}
