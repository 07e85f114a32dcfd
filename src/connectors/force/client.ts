import type { ConnectedSystem } from '../../domain/connector.ts';
import { HubError } from '../../domain/errors.ts';
import { type OutboundRequest, type OutboundResponse, retryAfterOf } from '../../domain/http.ts';
import { parseJson } from '../../domain/json.ts';
import { instantOf } from './values.ts';

/** A fixed version: the platform keeps every version's answers as they were. */
const apiVersion = 'v62.0';

/** A record as the REST API gives it. */
export type ForceRecord = Record<string, unknown>;

/** One page of a query. `observedAt` is the platform's clock. */
export interface QueryResult {
  records: ForceRecord[];
  totalSize: number;
  observedAt: string;
}

/** What a write came to. */
export type WriteResult =
  | { status: 'written'; id: string }
  | { status: 'stale'; detail: string }
  | { status: 'refused'; detail: string };

/** The Salesforce REST API, as Salesforce itself and the packages that run on its platform are reached. */
export interface ForceClient {
  query(soql: string): Promise<QueryResult>;
  /** The same with what is deleted and still in the recycle bin, in the lists within records too. */
  queryAll(soql: string): Promise<QueryResult>;
  create(object: string, fields: ForceRecord): Promise<WriteResult>;
  /** Writes by external id: creates or updates, and never twice. */
  upsert(object: string, field: string, value: string, fields: ForceRecord): Promise<WriteResult>;
  /** Writes unless the record changed after the given instant, by the platform's clock of whole seconds. */
  update(object: string, id: string, fields: ForceRecord, unmodifiedSince?: Date): Promise<WriteResult>;
}

interface ForceError {
  errorCode?: string;
  statusCode?: string;
  message?: string;
  /** What the token endpoint says instead. */
  error?: string;
  error_description?: string;
}

function errorsOf(response: OutboundResponse): ForceError[] {
  try {
    const body = parseJson(response.text);
    return Array.isArray(body) ? (body as ForceError[]) : [body as ForceError];
  } catch {
    return [{ message: response.text.slice(0, 200) }];
  }
}

function sentenceOf(errors: readonly ForceError[]): string {
  return errors
    .map((each) => {
      const code = each.errorCode ?? each.statusCode ?? each.error ?? 'ERROR';
      return `${code}: ${each.message ?? each.error_description ?? ''}`;
    })
    .join('; ');
}

// The throttle answers 403 like a missing permission does: only the code tells them apart.
const throttleCodes = new Set(['REQUEST_LIMIT_EXCEEDED', 'SERVER_UNAVAILABLE']);
const passingCodes = new Set(['UNABLE_TO_LOCK_ROW', 'QUERY_TIMEOUT']);

function refusal(response: OutboundResponse): HubError {
  const errors = errorsOf(response);
  const detail = sentenceOf(errors);
  const codes = errors.map((error) => error.errorCode ?? error.statusCode ?? '');
  const retryAfter = retryAfterOf(response);
  if (response.status === 429 || codes.some((code) => throttleCodes.has(code))) {
    return new HubError('UPSTREAM_THROTTLED', detail, { retryAfter: retryAfter ?? 60 });
  }
  if (response.status >= 500 || codes.some((code) => passingCodes.has(code))) {
    return new HubError('UPSTREAM_UNAVAILABLE', `${response.status} ${detail}`, { retryAfter });
  }
  return new HubError('UPSTREAM_REFUSED', detail);
}

function written(response: OutboundResponse, id: string): WriteResult {
  if (response.status === 412) return { status: 'stale', detail: 'the record changed after the plan was made' };
  if (response.status === 300) return { status: 'refused', detail: 'several records carry the same external id' };
  if (response.status < 300) {
    const body = response.text === '' ? {} : (parseJson(response.text) as { id?: string });
    return { status: 'written', id: body.id ?? id };
  }
  const error = refusal(response);
  if (error.code !== 'UPSTREAM_REFUSED') throw error;
  return { status: 'refused', detail: error.message };
}

interface ChildList {
  records: ForceRecord[];
  done?: boolean;
  nextRecordsUrl?: string;
}

function isChildList(value: unknown): value is ChildList {
  return typeof value === 'object' && value !== null && Array.isArray((value as { records?: unknown }).records);
}

/** Signs in with client credentials when it is first used, and once more when the session has ended. */
export function forceClient(system: ConnectedSystem): ForceClient {
  let token: Promise<string> | undefined;

  async function signIn(): Promise<string> {
    const response = await system.send({
      method: 'POST',
      url: `${system.baseUrl}/services/oauth2/token`,
      form: {
        grant_type: 'client_credentials',
        client_id: system.credentials['clientId'] ?? '',
        client_secret: system.credentials['clientSecret'] ?? '',
      },
    });
    if (response.status !== 200) throw refusal(response);
    return (parseJson(response.text) as { access_token: string }).access_token;
  }

  async function call(request: OutboundRequest): Promise<OutboundResponse> {
    for (let attempt = 1; ; attempt += 1) {
      token ??= signIn();
      const bearer = await token.catch((error: unknown) => {
        token = undefined;
        throw error;
      });
      const response = await system.send({
        ...request,
        headers: { ...request.headers, authorization: `Bearer ${bearer}`, accept: 'application/json' },
      });
      if (response.status !== 401 || attempt === 2) return response;
      token = undefined;
    }
  }

  async function pageAt(path: string): Promise<{ records: ForceRecord[]; totalSize: number; observedAt: string }> {
    const response = await call({ url: `${system.baseUrl}${path}` });
    if (response.status !== 200) throw refusal(response);
    const page = parseJson(response.text) as { records: ForceRecord[]; totalSize: number; nextRecordsUrl?: string };
    const observedAt = instantOf(response.headers['date']);
    for (const record of page.records) await completeChildren(record);
    // A page may be smaller than asked for; the platform says where the rest is.
    if (page.nextRecordsUrl !== undefined) page.records.push(...(await pageAt(page.nextRecordsUrl)).records);
    return { records: page.records, totalSize: page.totalSize, observedAt };
  }

  async function completeList(list: ChildList): Promise<void> {
    for (const child of list.records) await completeChildren(child);
    if (list.nextRecordsUrl === undefined) return;
    list.records.push(...(await pageAt(list.nextRecordsUrl)).records);
    // However it was cut, a record reads the same: otherwise it would look changed every time.
    delete list.nextRecordsUrl;
    list.done = true;
  }

  /** The child lists of a record come in pages of their own. */
  async function completeChildren(record: ForceRecord): Promise<void> {
    for (const list of Object.values(record).filter(isChildList)) await completeList(list);
  }

  const url = (path: string) => `${system.baseUrl}/services/data/${apiVersion}${path}`;
  const ask = (resource: 'query' | 'queryAll') => (soql: string) =>
    pageAt(`/services/data/${apiVersion}/${resource}?q=${encodeURIComponent(soql)}`);
  return {
    query: ask('query'),
    queryAll: ask('queryAll'),
    async create(object, fields) {
      return written(await call({ method: 'POST', url: url(`/sobjects/${object}`), json: fields }), '');
    },
    async upsert(object, field, value, fields) {
      const path = `/sobjects/${object}/${field}/${encodeURIComponent(value)}`;
      return written(await call({ method: 'PATCH', url: url(path), json: fields }), '');
    },
    async update(object, id, fields, unmodifiedSince) {
      const headers: Record<string, string> =
        unmodifiedSince === undefined ? {} : { 'if-unmodified-since': unmodifiedSince.toUTCString() };
      return written(await call({ method: 'PATCH', url: url(`/sobjects/${object}/${id}`), headers, json: fields }), id);
    },
  };
}
