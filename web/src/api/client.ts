import { Client, type CombinedError, cacheExchange, fetchExchange, mapExchange } from 'urql';

/** What went wrong with an operation, ready to be told. */
export interface Failure {
  code: string;
  message: string;
  /** The id under which the hub has logged it. */
  id: string | undefined;
}

/** Reads what went wrong out of an answer. */
export function failureOf(error: CombinedError): Failure {
  const [first] = error.graphQLErrors;
  if (first === undefined) {
    return { code: 'UNREACHABLE', message: 'The hub does not answer. It is asked again by itself.', id: undefined };
  }
  const { code, id } = first.extensions;
  return {
    code: typeof code === 'string' ? code : 'INTERNAL',
    message: first.message,
    id: typeof id === 'string' ? id : undefined,
  };
}

/** The client of the public API. `onSignedOut` is called when the hub no longer knows who asks. */
export function apiClient(onSignedOut: () => void): Client {
  return new Client({
    url: '/graphql',
    preferGetMethod: false,
    requestPolicy: 'cache-and-network',
    exchanges: [
      cacheExchange,
      mapExchange({
        onError(error) {
          if (failureOf(error).code === 'UNAUTHENTICATED') onSignedOut();
        },
      }),
      fetchExchange,
    ],
  });
}
