import type { ConnectedSystem } from '../../domain/connector.ts';
import { HubError } from '../../domain/errors.ts';
import { type OutboundRequest, type OutboundResponse, retryAfterOf } from '../../domain/http.ts';
import { parseJson } from '../../domain/json.ts';
import { type FusionOptions, fusionOptions } from './options.ts';

/** The resources' version; each request also names the framework version, because `q` means different things in each. */
const resources = '/fscmRestApi/resources/11.13.18.05';
const frameworkVersion = '4';

/** A resource item as the API gives it. */
export type FusionItem = Record<string, unknown>;

/** One page of a collection. `observedAt` is the pod's clock. */
export interface FusionPage {
  items: FusionItem[];
  hasMore: boolean;
  totalResults?: number;
  observedAt: string;
}

/** What a write came to. */
export type FusionWrite =
  | { status: 'written'; item: FusionItem }
  | { status: 'stale'; detail: string }
  | { status: 'refused'; detail: string };

/** The REST API of an Oracle Fusion pod. */
export interface FusionClient {
  options: FusionOptions;
  list(resource: string, parameters: Record<string, string>): Promise<FusionPage>;
  /** Reads one item with the ETag that a write of it must carry. */
  read(href: string): Promise<{ item: FusionItem; etag: string | undefined } | undefined>;
  create(resource: string, fields: FusionItem): Promise<FusionWrite>;
  /** Changes the item at the address that it gave for itself; addresses of composite resources can't be built. */
  update(href: string, fields: FusionItem, etag: string | undefined): Promise<FusionWrite>;
}

/** Errors come as a document or, often, as plain text such as `AR-857798: …`. */
function detailOf(response: OutboundResponse): string {
  try {
    const body = parseJson(response.text) as {
      title?: string;
      detail?: string;
      'o:errorDetails'?: { detail?: string }[];
      error?: string;
      error_description?: string;
    };
    const details = body['o:errorDetails']?.map((each) => each.detail).filter((each) => each !== undefined);
    // The token endpoint names its errors otherwise.
    const signIn = [body.error, body.error_description].filter((each) => each !== undefined).join(': ');
    return details?.join('; ') || body.detail || body.title || signIn || `status ${response.status}`;
  } catch {
    return response.text.slice(0, 300) || `status ${response.status}`;
  }
}

function failure(response: OutboundResponse): HubError {
  const detail = `${response.status} ${detailOf(response)}`;
  const retryAfter = retryAfterOf(response);
  if (response.status === 429) return new HubError('UPSTREAM_THROTTLED', detail, { retryAfter: retryAfter ?? 30 });
  if (response.status >= 500) return new HubError('UPSTREAM_UNAVAILABLE', detail, { retryAfter });
  return new HubError('UPSTREAM_REFUSED', detail);
}

function written(response: OutboundResponse): FusionWrite {
  if (response.status === 412) return { status: 'stale', detail: 'the item changed after the plan was made' };
  if (response.status < 300) return { status: 'written', item: parseJson(response.text) as FusionItem };
  const error = failure(response);
  if (error.code !== 'UPSTREAM_REFUSED') throw error;
  return { status: 'refused', detail: error.message };
}

/** The address that an item gives for itself; only its path counts, so that a session never goes to another host. */
export function selfOf(item: FusionItem): string | undefined {
  const links = item['links'] as { rel: string; href: string }[] | undefined;
  return links?.find((link) => link.rel === 'self')?.href;
}

/** Signs in with client credentials at the identity domain that the credentials name. */
export function fusionClient(system: ConnectedSystem): FusionClient {
  let token: Promise<string> | undefined;

  async function signIn(): Promise<string> {
    const { clientId = '', clientSecret = '', tokenUrl } = system.credentials;
    const response = await system.send({
      method: 'POST',
      url: tokenUrl ?? `${system.baseUrl}/oauth2/v1/token`,
      headers: { authorization: `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString('base64')}` },
      form: { grant_type: 'client_credentials', scope: 'urn:opc:resource:consumer::all' },
    });
    if (response.status !== 200) throw failure(response);
    return (parseJson(response.text) as { access_token: string }).access_token;
  }

  async function call(request: OutboundRequest): Promise<OutboundResponse> {
    for (let attempt = 1; ; attempt += 1) {
      token ??= signIn();
      const bearer = await token.catch((error: unknown) => {
        token = undefined;
        throw error;
      });
      const headers = {
        ...request.headers,
        authorization: `Bearer ${bearer}`,
        'rest-framework-version': frameworkVersion,
      };
      const response = await system.send({ ...request, headers });
      if (response.status !== 401 || attempt === 2) return response;
      token = undefined;
    }
  }

  const onPod = (href: string) => `${system.baseUrl}${new URL(href, system.baseUrl).pathname}`;
  const itemType = 'application/vnd.oracle.adf.resourceitem+json';
  return {
    options: fusionOptions.parse(system.options),
    async list(resource, parameters) {
      const query = new URLSearchParams(parameters).toString();
      const response = await call({ url: `${system.baseUrl}${resources}/${resource}?${query}` });
      if (response.status !== 200) throw failure(response);
      const page = parseJson(response.text) as { items: FusionItem[]; hasMore: boolean; totalResults?: number };
      const total = page.totalResults === undefined ? {} : { totalResults: page.totalResults };
      const observedAt = new Date(response.headers['date'] ?? Number.NaN).toISOString();
      return { items: page.items, hasMore: page.hasMore, observedAt, ...total };
    },
    async read(href) {
      const response = await call({ url: onPod(href) });
      if (response.status === 404) return undefined;
      if (response.status !== 200) throw failure(response);
      return { item: parseJson(response.text) as FusionItem, etag: response.headers['etag'] };
    },
    async create(resource, fields) {
      const url = `${system.baseUrl}${resources}/${resource}`;
      return written(await call({ method: 'POST', url, json: fields, contentType: itemType }));
    },
    async update(href, fields, etag) {
      const headers: Record<string, string> = etag === undefined ? {} : { 'if-match': etag };
      return written(await call({ method: 'PATCH', url: onPod(href), headers, json: fields, contentType: itemType }));
    },
  };
}
