/** A request to another system. `form` and `json` set the body and its content type. */
export interface OutboundRequest {
  method?: 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE';
  url: string;
  headers?: Record<string, string>;
  form?: Record<string, string>;
  json?: unknown;
  /** The content type of `json` where it is not `application/json`. */
  contentType?: string;
  timeoutMs?: number;
}

/** What came back. Header names are lower-case. */
export interface OutboundResponse {
  status: number;
  headers: Record<string, string>;
  text: string;
}

/**
 * Sends one request. Throws HubError UPSTREAM_UNREACHABLE when no connection came about, so that nothing can have
 * happened, and UPSTREAM_UNAVAILABLE when there was no complete answer, so that whatever happened at the other side is
 * unknown; every answer with a status is returned, errors included.
 */
export type SendRequest = (request: OutboundRequest) => Promise<OutboundResponse>;

/** How long an answer asks to wait, in seconds: `Retry-After` is a number of them, or a date by the sender's own clock. */
export function retryAfterOf({ headers }: OutboundResponse): number | undefined {
  const text = headers['retry-after'];
  if (text === undefined) return undefined;
  const seconds = /^\d+$/.test(text) ? Number(text) : (Date.parse(text) - Date.parse(headers['date'] ?? '')) / 1000;
  return Number.isFinite(seconds) ? Math.max(0, seconds) : undefined;
}
