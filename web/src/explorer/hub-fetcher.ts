import type { GraphiQL } from 'graphiql';
import { createClient } from 'graphql-ws';
import type { ComponentProps } from 'react';

type Fetcher = ComponentProps<typeof GraphiQL>['fetcher'];

const isSubscription = (query: string) => /^\s*(#.*\s+)*subscription\b/.test(query);

async function ask(body: object): Promise<{ data?: unknown; errors?: unknown }> {
  const response = await fetch('/graphql', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  return response.json();
}

/** Sends operations to the hub as whoever is signed in here: subscriptions over the socket, the rest over HTTP. */
export function hubFetcher(): Fetcher {
  const socket = `${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/graphql`;
  const client = createClient({ url: socket, lazy: true });
  return ({ query, variables, operationName }) => {
    const body = { query, variables, operationName: operationName ?? null };
    return (isSubscription(query) ? client.iterate(body) : ask(body)) as ReturnType<Fetcher>;
  };
}

/** Whether the hub knows who asks from this browser. */
export async function isSignedIn(): Promise<boolean> {
  return (await ask({ query: '{ viewer { id } }' })).errors === undefined;
}
