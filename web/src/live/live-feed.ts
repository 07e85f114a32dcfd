import { type Alert, type AlertBatch, type CursorStore, followAlerts, type Phase } from './follow-alerts.ts';

/** What is known of the live connection. */
export interface LiveState {
  phase: Phase;
  /** The latest alerts, newest first. */
  recent: readonly Alert[];
  /** When the hub was last heard of (ms). */
  heardAt: number | undefined;
}

const mostKept = 100;

/** The latest alerts of this tab, so that a reload does not wipe what has just happened. */
function keptAlerts(key: string): readonly Alert[] {
  try {
    return JSON.parse(sessionStorage.getItem(key) ?? '[]') as Alert[];
  } catch {
    return [];
  }
}

/** A cursor that outlives a reload of this tab. Whoever signs in next begins with a place of their own. */
function cursorStore(viewer: string): CursorStore {
  const key = `throughline.cursor.${viewer}`;
  return {
    read: () => sessionStorage.getItem(key) ?? undefined,
    keep: (cursor) => (cursor === undefined ? sessionStorage.removeItem(key) : sessionStorage.setItem(key, cursor)),
  };
}

/** The alerts of one signed-in reader: one subscription for the whole page, to which any part may listen. */
export class LiveFeed {
  private state: LiveState;
  private readonly watchers = new Set<() => void>();
  private readonly listeners = new Set<(batch: AlertBatch) => void>();
  private readonly refreshers = new Set<() => void>();
  private readonly cursor: CursorStore;
  private readonly key: string;

  constructor(viewer: string) {
    this.cursor = cursorStore(viewer);
    this.key = `throughline.alerts.${viewer}`;
    this.state = { phase: 'connecting', recent: keptAlerts(this.key), heardAt: undefined };
  }

  readonly snapshot = (): LiveState => this.state;

  readonly watch = (watcher: () => void): (() => void) => {
    this.watchers.add(watcher);
    return () => this.watchers.delete(watcher);
  };

  /** Calls the listener with every batch of alerts. Returns what stops that. */
  listen(listener: (batch: AlertBatch) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** Calls back whenever what is on the page may be out of date. Returns what stops that. */
  onChange(refresh: () => void): () => void {
    this.refreshers.add(refresh);
    return () => this.refreshers.delete(refresh);
  }

  /** Follows the alerts until the signal aborts. */
  follow(signal: AbortSignal): Promise<void> {
    const url = `${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/graphql`;
    return followAlerts(
      url,
      {
        cursor: this.cursor,
        onPhase: (phase) => this.set({ phase }),
        onBatch: (batch) => this.take(batch),
        onResync: () => this.refreshAll(),
      },
      signal,
    );
  }

  private take(batch: AlertBatch): void {
    const known = new Set(this.state.recent.map(({ id }) => id));
    const fresh = batch.events.filter(({ id }) => !known.has(id)).reverse();
    // The first batch of a new subscription says that from here on nothing is missed: what was asked before may be old.
    const first = this.state.heardAt === undefined;
    this.set({ heardAt: Date.now(), recent: [...fresh, ...this.state.recent].slice(0, mostKept) });
    if (fresh.length > 0) sessionStorage.setItem(this.key, JSON.stringify(this.state.recent));
    if (batch.events.length > 0) for (const listener of this.listeners) listener(batch);
    if (first || batch.events.length > 0) this.refreshAll();
  }

  private refreshAll(): void {
    for (const refresh of this.refreshers) refresh();
  }

  private set(change: Partial<LiveState>): void {
    this.state = { ...this.state, ...change };
    for (const watcher of this.watchers) watcher();
  }
}
