import { type ListedField, typeOf } from './json-shapes.ts';
import type { PackageField, PackageObject } from './package-object.ts';
import { filesOf } from './vendor-folder.ts';

/** What a field holds, as far as queries and writes are concerned. */
export type FieldType =
  | 'id'
  | 'text'
  | 'longtext'
  | 'picklist'
  | 'number'
  | 'boolean'
  | 'date'
  | 'datetime'
  | 'compound'
  | 'unknown';

/** A field of an object, as the vendor's metadata describes it. */
export interface VendorField {
  name: string;
  type: FieldType;
  calculated: boolean;
  required: boolean;
  externalId: boolean;
  values: readonly string[];
  scale: number | undefined;
}

/** An object of the vendor's. */
export interface VendorObject {
  name: string;
  fields: Map<string, VendorField>;
  /** Lookups by the name that queries follow them by. */
  parents: Map<string, string>;
  /** The lists that queries may nest. */
  children: Map<string, string>;
  rules: PackageObject['rules'];
}

/** All that the files tell about the objects of the platform. */
export type ForceMetadata = ReadonlyMap<string, VendorObject>;

const plain = { calculated: false, required: false, externalId: false, values: [], scale: undefined };

// Every object has them; a metadata file lists only what was added. CurrencyIsoCode is there in orgs with several
// currencies.
const systemFields: VendorField[] = [
  { ...plain, name: 'Id', type: 'id', calculated: true },
  { ...plain, name: 'SystemModstamp', type: 'datetime', calculated: true },
  { ...plain, name: 'CreatedDate', type: 'datetime', calculated: true },
  { ...plain, name: 'LastModifiedDate', type: 'datetime', calculated: true },
  { ...plain, name: 'IsDeleted', type: 'boolean', calculated: true },
  { ...plain, name: 'CurrencyIsoCode', type: 'picklist' },
];

const packageTypes: Record<string, FieldType> = {
  Checkbox: 'boolean',
  Currency: 'number',
  Number: 'number',
  Percent: 'number',
  Date: 'date',
  DateTime: 'datetime',
  Picklist: 'picklist',
  LongTextArea: 'longtext',
  Html: 'longtext',
  TextArea: 'longtext',
  Lookup: 'id',
  MasterDetail: 'id',
};

const listTypes: Record<string, FieldType> = {
  string: 'text',
  textarea: 'longtext',
  picklist: 'picklist',
  id: 'id',
  reference: 'id',
  float: 'number',
  double: 'number',
  currency: 'number',
  percent: 'number',
  int: 'number',
  bool: 'boolean',
  boolean: 'boolean',
  date: 'date',
  datetime: 'datetime',
  address: 'compound',
  addresstype: 'compound',
};

function objectIn(objects: Map<string, VendorObject>, name: string): VendorObject {
  const known = objects.get(name);
  if (known !== undefined) return known;
  const fields = new Map(systemFields.map((field) => [field.name, field]));
  const made = { name, fields, parents: new Map(), children: new Map(), rules: [] };
  objects.set(name, made);
  return made;
}

function listedField({ name, createable, updateable, externalId = false }: ListedField, type: FieldType): VendorField {
  return { ...plain, name, type, externalId, calculated: createable === false && updateable === false };
}

/** The generated list types a lookup by the object it points at (`ContractType`) and a child list as a query result. */
function addListed(objects: Map<string, VendorObject>, name: string, fields: readonly ListedField[]): void {
  const object = objectIn(objects, name);
  for (const field of fields) {
    const type = listTypes[field.type.toLowerCase()];
    if (type !== undefined) object.fields.set(field.name, listedField(field, type));
    else if (field.type === 'QueryResultType') object.children.set(field.name, field.name);
    else if (field.type.endsWith('Type')) object.parents.set(field.name, field.type.slice(0, -'Type'.length));
    else object.fields.set(field.name, { ...plain, name: field.name, type: 'unknown' });
    addReference(object, field);
  }
}

/** A describe says by which name a lookup is followed, and to what. */
function addReference(object: VendorObject, { relationshipName, referenceTo: [target] = [] }: ListedField): void {
  if (relationshipName && target !== undefined) object.parents.set(relationshipName, target);
}

function addPackageField(objects: Map<string, VendorObject>, object: VendorObject, field: PackageField): void {
  object.fields.set(field.name, {
    name: field.name,
    type: packageTypes[field.type] ?? 'text',
    calculated: field.calculated,
    required: field.required,
    externalId: field.externalId,
    values: field.values,
    scale: field.scale,
  });
  if (field.referenceTo === undefined) return;
  object.parents.set(field.name.replace(/__c$/, '__r'), field.referenceTo);
  if (field.relationshipName === undefined) return;
  const namespace = /^([A-Za-z0-9]+__)\w+__c$/.exec(field.name)?.[1] ?? '';
  objectIn(objects, field.referenceTo).children.set(`${namespace}${field.relationshipName}__r`, object.name);
}

function addPackageObject(objects: Map<string, VendorObject>, name: string, of: PackageObject): void {
  const object = objectIn(objects, name);
  const nameField: VendorField = { ...plain, name: 'Name', type: 'text', calculated: of.nameType === 'AutoNumber' };
  object.fields.set('Name', nameField);
  for (const field of of.fields) addPackageField(objects, object, field);
  object.rules.push(...of.rules);
}

/** The file does not say what its object is called: its own name does, or else the label. */
export function objectName(path: string, { namespace, label }: PackageObject): string {
  const named = /(?:^|\/)(\w+__[ce])\b[^/]*$/.exec(path)?.[1] ?? /(?:^|\/)(\w+)\.object\b[^/]*$/.exec(path)?.[1];
  return named ?? `${namespace === '' ? '' : `${namespace}__`}${label.replace(/\W+/g, '_')}__c`;
}

/** Records and change events name fields too, without their types; a field list may be of an org that lacks some. */
function addSeen(objects: Map<string, VendorObject>, name: string, fields: readonly string[]): void {
  const object = objectIn(objects, name);
  for (const field of fields) {
    if (!object.fields.has(field)) object.fields.set(field, { ...plain, name: field, type: 'unknown' });
    const parent = /^([A-Z]\w*)Id$/.exec(field)?.[1];
    if (parent !== undefined && !object.parents.has(parent)) object.parents.set(parent, parent);
  }
}

/** The objects that the files themselves describe; others are only pointed at. */
export const describedObjects = new Set<string>();

function addDescribed(objects: Map<string, VendorObject>): void {
  for (const { shape } of filesOf('force-fields')) {
    for (const [name, fields] of Object.entries(shape.objects)) {
      describedObjects.add(name);
      addListed(objects, name, fields);
    }
  }
  for (const { path, shape } of filesOf('package-object')) {
    const name = objectName(path, shape.object);
    // Of the platform's own objects the file names only what was added.
    if (name.includes('__')) describedObjects.add(name);
    addPackageObject(objects, name, shape.object);
  }
}

function readMetadata(): ForceMetadata {
  const objects = new Map<string, VendorObject>();
  addDescribed(objects);
  for (const { ChangeEventHeader, ...fields } of filesOf('change-event').flatMap(({ shape }) => shape.events)) {
    addSeen(objects, ChangeEventHeader.entityName, Object.keys(fields));
  }
  for (const { attributes, ...fields } of filesOf('force-record').flatMap(({ shape }) => shape.records)) {
    addSeen(objects, typeOf({ attributes }) ?? '', Object.keys(fields));
  }
  return objects;
}

/** All that the files tell about the objects of the platform. */
export const forceMetadata: ForceMetadata = readMetadata();
