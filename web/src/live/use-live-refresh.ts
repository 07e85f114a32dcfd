import { useEffect } from 'react';
import { useLiveFeed } from './live-provider.tsx';

const settleMs = 150;

/** Calls back soon after something has happened, however much it was, and never more often than a reader can follow. */
export function useLiveRefresh(refresh: () => void, active: boolean, mostOftenMs: number): void {
  const feed = useLiveFeed();
  useEffect(() => {
    if (!active) return undefined;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let last = 0;
    const stop = feed.onChange(() => {
      if (timer !== undefined) return;
      timer = setTimeout(
        () => {
          timer = undefined;
          last = Date.now();
          refresh();
        },
        Math.max(settleMs, last + mostOftenMs - Date.now()),
      );
    });
    return () => {
      stop();
      clearTimeout(timer);
    };
  }, [feed, refresh, active, mostOftenMs]);
}
