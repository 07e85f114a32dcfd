import { useSyncExternalStore } from 'react';

const everyMs = 5000;
const watchers = new Set<() => void>();
let now = Date.now();
let timer: ReturnType<typeof setInterval> | undefined;

function tick(): void {
  now = Date.now();
  for (const each of watchers) each();
}

function watch(watcher: () => void): () => void {
  watchers.add(watcher);
  if (timer === undefined) {
    timer = setInterval(tick, everyMs);
    now = Date.now();
  }
  return () => {
    watchers.delete(watcher);
    if (watchers.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  };
}

/** The time, moving on by itself; one clock for the whole page. */
export function useNow(): number {
  return useSyncExternalStore(watch, () => now);
}
