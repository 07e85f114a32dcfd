import { createContext, type ReactNode, useContext, useEffect, useState, useSyncExternalStore } from 'react';
import { LiveFeed, type LiveState } from './live-feed.ts';

const Live = createContext<LiveFeed | undefined>(undefined);

/** Follows the alerts of the signed-in reader for everything below it. */
export function LiveProvider({ viewer, children }: { viewer: string; children: ReactNode }) {
  const [feed] = useState(() => new LiveFeed(viewer));
  useEffect(() => {
    const gone = new AbortController();
    void feed.follow(gone.signal);
    return () => gone.abort();
  }, [feed]);
  return <Live.Provider value={feed}>{children}</Live.Provider>;
}

/** The live feed of the page. */
export function useLiveFeed(): LiveFeed {
  const feed = useContext(Live);
  if (feed === undefined) throw new Error('nobody is signed in here');
  return feed;
}

/** How the live connection stands, and what came last. */
export function useLiveState(): LiveState {
  const feed = useLiveFeed();
  return useSyncExternalStore(feed.watch, feed.snapshot);
}
