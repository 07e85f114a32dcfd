/** A JSON object. */
export type Json = Record<string, unknown>;

/** A field as a WSDL's generated list names it, or as a describe does, which says more. */
export interface ListedField {
  name: string;
  type: string;
  relationshipName?: string | null;
  referenceTo?: string[];
  updateable?: boolean;
  createable?: boolean;
  externalId?: boolean;
}

/** Fields by object. */
export type FieldList = Record<string, ListedField[]>;

/** The header that every change event carries (Change Data Capture). */
export interface ChangeHeader {
  entityName: string;
  recordIds: string[];
  changeType: string;
}

/** A change event, without whatever relayed it. */
export interface ChangeEvent extends Json {
  ChangeEventHeader: ChangeHeader;
}

/** An exchange that somebody recorded: what was asked of the pod and what it answered. */
export interface Exchange {
  request: { method: string; path: string; contentType?: string; body?: Json };
  responseBody?: Json;
}

/** What a JSON file can be. */
export type JsonShape =
  | { kind: 'query-answer'; answer: { records: Json[]; totalSize?: number; done?: boolean } }
  | { kind: 'force-record'; records: Json[] }
  | { kind: 'force-refusal'; errors: Json[] }
  | { kind: 'force-answer'; body: Json | unknown[] }
  | { kind: 'force-fields'; objects: FieldList }
  | { kind: 'change-event'; events: ChangeEvent[] }
  | { kind: 'platform-event'; payloads: Json[] }
  | { kind: 'field-map'; entries: { object: string; field: string }[] }
  | { kind: 'fusion-page'; page: Json & { items: Json[] } }
  | { kind: 'fusion-versions'; items: Json[] }
  | { kind: 'fusion-exchange'; exchange: Exchange }
  | { kind: 'fusion-batch'; parts: { path: string; operation: string; payload?: Json }[] }
  | { kind: 'fusion-action'; action: Json }
  | { kind: 'fusion-error'; error: Json }
  | { kind: 'fusion-item'; item: Json }
  | { kind: 'fusion-request'; body: Json };

const isJson = (value: unknown): value is Json => value !== null && typeof value === 'object' && !Array.isArray(value);
const isList = (value: unknown): value is Json[] => Array.isArray(value) && value.length > 0 && value.every(isJson);

/** The type that a record of the Force platform says it is of. */
export function typeOf(record: Json): string | undefined {
  const attributes = record['attributes'];
  return isJson(attributes) && typeof attributes['type'] === 'string' ? attributes['type'] : undefined;
}

/** Relays wrap an event: CometD in `data.payload` or `payload`, CloudEvents in `data`. */
function eventIn(value: Json): Json | undefined {
  for (const at of [value, value['payload'], value['data'], (value['data'] as Json | undefined)?.['payload']]) {
    if (isJson(at) && isJson(at['ChangeEventHeader'])) return at;
  }
  return undefined;
}

function changeEvents(values: readonly Json[]): JsonShape | undefined {
  const events = values.map(eventIn);
  if (!events.every((event) => event !== undefined)) return undefined;
  return { kind: 'change-event', events: events as ChangeEvent[] };
}

function platformEvents(values: readonly Json[]): JsonShape | undefined {
  const payloads = values.map((value) => (isJson(value['data']) ? value['data'] : value));
  const whole = payloads.every((each) => isJson(each['payload']) && ('event' in each || 'schema' in each));
  return whole ? { kind: 'platform-event', payloads: payloads.map((each) => each['payload'] as Json) } : undefined;
}

function fieldMap(values: readonly Json[]): JsonShape | undefined {
  const ends = (record: Json, end: string) =>
    Object.entries(record).find(([name, value]) => name.endsWith(end) && typeof value === 'string')?.[1];
  if (!values.some((record) => Object.keys(record).some((name) => name.endsWith('PSA_Field__c')))) return undefined;
  const entries = values.flatMap((record) => {
    const object = ends(record, 'PSA_Object__c');
    const field = ends(record, 'PSA_Field__c');
    return object === undefined || field === undefined ? [] : [{ object: String(object), field: String(field) }];
  });
  return { kind: 'field-map', entries };
}

function listShape(values: readonly Json[]): JsonShape | undefined {
  if (values.every((each) => 'errorCode' in each && 'message' in each)) {
    return { kind: 'force-refusal', errors: [...values] };
  }
  if (values.every((each) => typeOf(each) !== undefined)) return { kind: 'force-record', records: [...values] };
  if (values.every((each) => 'success' in each && 'errors' in each)) {
    return { kind: 'force-answer', body: [...values] };
  }
  return changeEvents(values) ?? fieldMap(values) ?? platformEvents(values);
}

function isFieldList(value: unknown): value is ListedField[] {
  return isList(value) && value.every((each) => typeof each['name'] === 'string' && typeof each['type'] === 'string');
}

function forceShape(value: Json): JsonShape | undefined {
  if (Array.isArray(value['records'])) {
    return { kind: 'query-answer', answer: value as Json & { records: Json[] } };
  }
  if (typeOf(value) !== undefined) return { kind: 'force-record', records: [value] };
  if (typeof value['name'] === 'string' && isFieldList(value['fields'])) {
    return { kind: 'force-fields', objects: { [value['name']]: value['fields'] } };
  }
  if (Object.keys(value).length > 0 && Object.values(value).every(isFieldList)) {
    return { kind: 'force-fields', objects: value as FieldList };
  }
  const answers = ['compositeResponse', 'latestDateCovered', 'instance_url', 'sobjects', 'hasErrors'];
  return answers.some((name) => name in value) ? { kind: 'force-answer', body: value } : undefined;
}

// What every object of the pod says about its own last change.
const audit = ['LastUpdateDate', 'LastUpdatedBy', 'CreationDate'];
const isAttribute = (name: string) => /^[A-Z][A-Za-z0-9_]*$|^@context$|^links$/.test(name);
const isChildList = (value: unknown) => Array.isArray(value) && value.every(isJson);

/** What the pod gives. */
function fusionAnswer(value: Json): JsonShape | undefined {
  const { items } = value;
  if (isList(items) && items.every((item) => 'version' in item)) return { kind: 'fusion-versions', items };
  if (Array.isArray(items) && 'hasMore' in value) {
    return { kind: 'fusion-page', page: value as Json & { items: Json[] } };
  }
  return 'o:errorDetails' in value || 'o:errorCode' in value ? { kind: 'fusion-error', error: value } : undefined;
}

/** What is asked of the pod. */
function fusionCall(value: Json): JsonShape | undefined {
  const { parts, request, name, parameters } = value;
  if (isList(parts) && parts.every((part) => 'path' in part && 'operation' in part)) {
    return { kind: 'fusion-batch', parts: parts as never };
  }
  if (isJson(request) && typeof request['path'] === 'string') {
    return { kind: 'fusion-exchange', exchange: value as unknown as Exchange };
  }
  return typeof name === 'string' && Array.isArray(parameters) ? { kind: 'fusion-action', action: value } : undefined;
}

/** One object of the pod, on its way out or in: capitalised attributes and lists of children. */
function fusionObject(value: Json): JsonShape | undefined {
  const names = Object.keys(value).filter((name) => !isChildList(value[name]));
  if (names.length === 0 || !names.every(isAttribute)) return undefined;
  const isAnswer = names.some((name) => audit.includes(name)) || 'links' in value || '@context' in value;
  return isAnswer ? { kind: 'fusion-item', item: value } : { kind: 'fusion-request', body: value };
}

/** Recognises parsed JSON; undefined where it is of no known kind. */
export function jsonShapeOf(value: unknown): JsonShape | undefined {
  if (isList(value)) return listShape(value);
  if (!isJson(value)) return undefined;
  return (
    changeEvents([value]) ??
    forceShape(value) ??
    fusionAnswer(value) ??
    fusionCall(value) ??
    fusionObject(value) ??
    platformEvents([value])
  );
}
