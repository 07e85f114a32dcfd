import type { OutboundRequest, OutboundResponse, SendRequest } from '../src/domain/http.ts';

/** One request that left, and what came back. */
export interface Exchange {
  request: OutboundRequest;
  response: OutboundResponse;
}

/** A way out that remembers what went through it. */
export interface Recording {
  send: SendRequest;
  exchanges: Exchange[];
}

/** Sends as `through` does, and remembers. */
export function recording(through: SendRequest): Recording {
  const exchanges: Exchange[] = [];
  return {
    exchanges,
    async send(request) {
      const response = await through(request);
      exchanges.push({ request, response });
      return response;
    },
  };
}
