import { useCallback, useEffect, useRef } from 'react';
import { type AnyVariables, type CombinedError, type TypedDocumentNode, useQuery } from 'urql';
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

/** How a query is asked again. */
interface Asking<Data> {
  /** Whether it is not asked at all for now. */
  pause?: boolean;
  /** Asks it in this rhythm too, whatever happens. */
  everyMs?: number | ((data: Data | undefined) => number | undefined);
  /** However much happens, it is not asked more often than this. */
  mostOftenMs?: number;
}

const retryMs = 5000;
const usuallyMs = 1500;

/** While the hub does not answer, what it said last is better than nothing; the head of the page says how it stands. */
function useLastKnown<Data>(key: string, data: Data | null | undefined, error: CombinedError | undefined) {
  const last = useRef<{ key: string; data: Data | undefined }>({ key, data: undefined });
  if (last.current.key !== key) last.current = { key, data: undefined };
  if (data !== undefined && data !== null) last.current.data = data;
  const known = data ?? (error?.networkError === undefined ? undefined : last.current.data);
  const bridged = error?.networkError !== undefined && known !== undefined;
  return { known, failure: error === undefined || bridged ? undefined : failureOf(error) };
}

/** Asks a query, and asks it again whenever the hub tells of something that happened. */
export function useLiveQuery<Data, Variables extends AnyVariables>(
  query: TypedDocumentNode<Data, Variables>,
  variables: Variables,
  options: Asking<Data> = {},
): LiveAnswer<Data> {
  const { pause = false, everyMs, mostOftenMs = usuallyMs } = options;
  const [{ data, error }, ask] = useQuery({ query, variables, pause } as Parameters<
    typeof useQuery<Data, Variables>
  >[0]);
  const { known, failure } = useLastKnown(JSON.stringify(variables), data, error);
  const refresh = useCallback(() => ask({ requestPolicy: 'network-only' }), [ask]);
  useLiveRefresh(refresh, !pause, mostOftenMs);
  const usual = typeof everyMs === 'function' ? everyMs(known) : everyMs;
  const again = error?.networkError === undefined ? usual : retryMs;
  useEffect(() => {
    if (pause || again === undefined) return undefined;
    const timer = setInterval(refresh, again);
    return () => clearInterval(timer);
  }, [again, pause, refresh]);
  return { data: known, failure, waiting: known === undefined && failure === undefined && !pause, refresh };
}
