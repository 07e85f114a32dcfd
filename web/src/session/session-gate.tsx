import type { ReactNode } from 'react';
import { useQuery } from 'urql';
import { failureOf } from '../api/client.ts';
import { Failed } from '../parts/states.tsx';
import { SignInPage } from './sign-in-page.tsx';
import { viewer } from './viewer.graphql';
import { ReaderProvider } from './viewer-context.tsx';

/** Lets nobody past who is not signed in; says who it is to whoever is. */
export function SessionGate({ signedOut, children }: { signedOut: boolean; children: (viewer: string) => ReactNode }) {
  const [{ data, error }, ask] = useQuery({ query: viewer, variables: {}, requestPolicy: 'network-only' });
  const failure = error === undefined ? undefined : failureOf(error);
  if (signedOut || failure?.code === 'UNAUTHENTICATED') return <SignInPage />;
  if (failure !== undefined) return <Failed failure={failure} retry={() => ask({ requestPolicy: 'network-only' })} />;
  if (data === undefined) return null;
  return <ReaderProvider reader={data}>{children(data.viewer.id)}</ReaderProvider>;
}
