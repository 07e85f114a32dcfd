import { Check, type Found, type Org } from './check-requests.ts';
import {
  describedObjects,
  type FieldType,
  forceMetadata,
  type VendorField,
  type VendorObject,
} from './force-metadata.ts';
import type { RecordedWrite } from './recorded-requests.ts';

const text = (value: unknown) => typeof value === 'string';

const fits: Record<FieldType, (value: unknown) => boolean> = {
  number: (value) => typeof value === 'number' && Number.isFinite(value),
  boolean: (value) => typeof value === 'boolean',
  date: (value) => typeof value === 'string' && /^\d{4}-\d\d-\d\d$/.test(value),
  id: (value) => typeof value === 'string' && /^[A-Za-z0-9]{18}$/.test(value),
  datetime: text,
  text,
  longtext: text,
  picklist: text,
  unknown: text,
  compound: () => false,
};

function placesOf(value: unknown): number {
  return String(value).split('.')[1]?.length ?? 0;
}

function valueProblem({ name, type, required, scale, values }: VendorField, value: unknown): string | undefined {
  if (value === null) return required ? `${name} may not be empty` : undefined;
  if (!fits[type](value)) return `${name} is a ${type}, not ${JSON.stringify(value)}`;
  if (scale !== undefined && placesOf(value) > scale) return `${name} holds ${scale} places`;
  const isListed = values.length === 0 || values.includes(String(value));
  return isListed ? undefined : `${name} has no value ${value}`;
}

function checkFields(check: Check, object: VendorObject, { object: name, fields }: RecordedWrite): void {
  for (const [field, value] of Object.entries(fields)) {
    const known = check.field(object, field);
    if (known === undefined) continue;
    if (known.calculated) check.wrong(name, `${field} can't be written`);
    const problem = valueProblem(known, value);
    if (problem !== undefined) check.wrong(name, problem);
  }
}

function checkCreate(check: Check, object: VendorObject, { object: name, by, fields }: RecordedWrite): void {
  if (by !== undefined) {
    const key = check.field(object, by);
    if (key !== undefined && !key.externalId) check.wrong(name, `${by} is no external id`);
  }
  for (const field of object.fields.values()) {
    if (field.required && !(field.name in fields)) check.wrong(name, `${field.name} is required`);
  }
}

/** Holds a write against the metadata: fields that can be written, values that fit, and on create all that is required. */
export function checkWrite(write: RecordedWrite, org: Org): Found {
  const check = new Check(org);
  const object = forceMetadata.get(write.object);
  if (object === undefined || !describedObjects.has(write.object)) {
    for (const field of Object.keys(write.fields)) check.notHere(`${write.object}.${field}`);
    return check.found;
  }
  checkFields(check, object, write);
  if (write.action !== 'update') checkCreate(check, object, write);
  return check.found;
}
