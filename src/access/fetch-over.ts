import type { OutboundRequest, SendRequest } from '../domain/http.ts';

/** The part of `fetch` that the libraries for OpenID Connect use. */
export interface FetchOptions {
  method?: string;
  headers?: Record<string, string> | Headers;
  body?: unknown;
}

/** `fetch` over the hub's one way out, so that its guards hold for an identity provider too. */
export function fetchOver(send: SendRequest): (url: string, options?: FetchOptions) => Promise<Response> {
  return async (url, { method = 'GET', headers, body } = {}) => {
    const request: OutboundRequest = {
      url,
      method: method as NonNullable<OutboundRequest['method']>,
      headers: Object.fromEntries(new Headers(headers).entries()),
    };
    if (body instanceof URLSearchParams) request.form = Object.fromEntries(body);
    const { status, headers: answered, text } = await send(request);
    return new Response(text === '' ? null : text, { status, headers: answered });
  };
}
