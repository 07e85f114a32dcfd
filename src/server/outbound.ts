import { type LookupAddress, lookup } from 'node:dns';
import { Agent as HttpAgent, request as httpRequest, type IncomingMessage } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import { HubError, messageOf } from '../domain/errors.ts';
import type { OutboundRequest, OutboundResponse, SendRequest } from '../domain/http.ts';
import { mayConnect } from './address-guard.ts';

/** Limits of every request that leaves the hub. */
export interface OutboundLimits {
  timeoutMs: number;
  /** Largest answer, in bytes. */
  maxBytes: number;
  /** Whether systems may be on this machine, without TLS: the sandbox alone. */
  loopback: boolean;
}

function blocked(host: string): HubError {
  return new HubError('UPSTREAM_REFUSED', `${host} is not an address that the hub may connect to`);
}

/** Resolves a name once and checks every address of it; the connection goes to the address that was checked. */
function guardedLookup(loopback: boolean): LookupFunction {
  return (host, options, callback) => {
    lookup(host, { ...options, all: true }, (error, addresses: LookupAddress[]) => {
      if (error !== null) return callback(error, '', 4);
      const [first] = addresses;
      if (first === undefined || addresses.some(({ address }) => !mayConnect(address, loopback))) {
        return callback(blocked(host), '', 4);
      }
      return options.all === true
        ? (callback as unknown as (error: null, found: LookupAddress[]) => void)(null, addresses)
        : callback(null, first.address, first.family);
    });
  };
}

function checkedUrl(text: string, loopback: boolean): URL {
  const url = new URL(text);
  const host = url.hostname.replace(/^\[|\]$/g, '');
  if (url.protocol !== 'https:' && !(loopback && url.protocol === 'http:')) throw blocked(url.origin);
  // A literal address is never looked up, so it is checked here.
  if (isIP(host) !== 0 && !mayConnect(host, loopback)) throw blocked(host);
  return url;
}

interface Body {
  text: string;
  type: string;
}

function bodyOf({ form, json, contentType }: OutboundRequest): Body | undefined {
  if (form !== undefined) {
    return { text: new URLSearchParams(form).toString(), type: 'application/x-www-form-urlencoded' };
  }
  return json === undefined ? undefined : { text: JSON.stringify(json), type: contentType ?? 'application/json' };
}

function headersOf(body: Body | undefined): Record<string, string> {
  return body === undefined
    ? {}
    : { 'content-type': body.type, 'content-length': String(Buffer.byteLength(body.text)) };
}

async function read(answer: IncomingMessage, maxBytes: number): Promise<OutboundResponse> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of answer as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > maxBytes) throw new HubError('UPSTREAM_REFUSED', `the answer is larger than ${maxBytes} bytes`);
    chunks.push(chunk);
  }
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(answer.headers)) {
    if (value !== undefined) headers[name] = Array.isArray(value) ? value.join(', ') : value;
  }
  return { status: answer.statusCode ?? 0, headers, text: Buffer.concat(chunks).toString('utf8') };
}

const neverConnected = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH']);

/** What to say of a request that failed: whether it may have arrived decides whether it may be sent again. */
function failed(url: URL, error: unknown): HubError {
  if (error instanceof HubError) return error;
  const unreached = neverConnected.has((error as { code?: string }).code ?? '');
  const code = unreached ? 'UPSTREAM_UNREACHABLE' : 'UPSTREAM_UNAVAILABLE';
  return new HubError(code, `${url.host}: ${messageOf(error)}`, { cause: error });
}

/**
 * The one way in which the hub calls other systems: TLS, checked addresses, no redirects, a deadline and a size limit.
 */
export function outbound({ timeoutMs, maxBytes, loopback }: OutboundLimits): SendRequest {
  const look = guardedLookup(loopback);
  const agents = {
    'http:': new HttpAgent({ keepAlive: true, lookup: look }),
    'https:': new HttpsAgent({ keepAlive: true, lookup: look }),
  };
  return async (request) => {
    const url = checkedUrl(request.url, loopback);
    const body = bodyOf(request);
    const headers = { 'user-agent': 'throughline', ...request.headers, ...headersOf(body) };
    const send = url.protocol === 'https:' ? httpsRequest : httpRequest;
    const agent = agents[url.protocol as 'http:' | 'https:'];
    try {
      const answer = await new Promise<IncomingMessage>((resolve, reject) => {
        const signal = AbortSignal.timeout(request.timeoutMs ?? timeoutMs);
        const outgoing = send(url, { method: request.method ?? 'GET', headers, agent, signal }, resolve);
        outgoing.on('error', reject);
        outgoing.end(body?.text);
      });
      return await read(answer, maxBytes);
    } catch (error) {
      throw failed(url, error);
    }
  };
}
