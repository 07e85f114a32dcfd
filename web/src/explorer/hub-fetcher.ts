import type { Fetcher } from '@graphiql/toolkit';
import { createGraphiQLFetcher } from '@graphiql/toolkit';
import { createClient } from 'graphql-ws';

/** Sends operations to the hub as whoever is signed in here: subscriptions over the socket, the rest over HTTP. */
export function hubFetcher(): Fetcher {
  const socket = `${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/graphql`;
  return createGraphiQLFetcher({ url: '/graphql', wsClient: createClient({ url: socket, lazy: true }) });
}

/** Whether the hub knows who asks from this browser. */
export async function isSignedIn(): Promise<boolean> {
  const response = await fetch('/graphql', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query: '{ viewer { id } }' }),
  });
  const { errors } = (await response.json()) as { errors?: unknown };
  return errors === undefined;
}
