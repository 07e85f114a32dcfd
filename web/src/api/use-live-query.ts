import { useCallback, useEffect } from 'react';
import { type AnyVariables, type TypedDocumentNode, useQuery } from 'urql';
import { useLiveRefresh } from '../live/use-live-refresh.ts';
import { type Failure, failureOf } from './client.ts';

/** The answer to a query, as far as there is one. */
export interface LiveAnswer<Data> {
  data: Data | undefined;
  failure: Failure | undefined;
  /** Whether there is nothing to show yet. */
  waiting: boolean;
  refresh: () => void;
}

const retryMs = 5000;
const usuallyMs = 1500;

/** How a query is asked again. */
interface Asking<Data> {
  /** Whether it is not asked at all for now. */
  pause?: boolean;
  /** Asks it in this rhythm too, whatever happens. */
  everyMs?: number | ((data: Data | undefined) => number | undefined);
  /** However much happens, it is not asked more often than this. */
  mostOftenMs?: number;
}

/** Asks a query, and asks it again whenever the hub tells of something that happened. */
export function useLiveQuery<Data, Variables extends AnyVariables>(
  query: TypedDocumentNode<Data, Variables>,
  variables: Variables,
  options: Asking<Data> = {},
): LiveAnswer<Data> {
  const { pause = false, everyMs, mostOftenMs = usuallyMs } = options;
  const [{ data, error, fetching }, ask] = useQuery({ query, variables, pause } as Parameters<
    typeof useQuery<Data, Variables>
  >[0]);
  const refresh = useCallback(() => ask({ requestPolicy: 'network-only' }), [ask]);
  useLiveRefresh(refresh, !pause, mostOftenMs);
  const usual = typeof everyMs === 'function' ? everyMs(data) : everyMs;
  const again = error?.networkError === undefined ? usual : retryMs;
  useEffect(() => {
    if (pause || again === undefined) return undefined;
    const timer = setInterval(refresh, again);
    return () => clearInterval(timer);
  }, [again, pause, refresh]);
  return {
    data: data ?? undefined,
    failure: error === undefined ? undefined : failureOf(error),
    waiting: (data ?? undefined) === undefined && error === undefined && (fetching || !pause),
    refresh,
  };
}
