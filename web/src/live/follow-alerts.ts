import { type Client, createClient } from 'graphql-ws';
import { type AlertEvents, text } from './alert-events.graphql';

/** Alerts as they come. */
export type AlertBatch = AlertEvents['alertEvents'];

/** One thing that happened. */
export type Alert = AlertBatch['events'][number];

/** How the connection stands. */
export type Phase = 'connecting' | 'live' | 'reconnecting' | 'ended';

/** Where the place in the feed is kept. */
export interface CursorStore {
  read(): string | undefined;
  keep(cursor: string | undefined): void;
}

/** What becomes of what comes. */
export interface Follower {
  cursor: CursorStore;
  onBatch(batch: AlertBatch): void;
  onPhase(phase: Phase): void;
  /** The place is gone: whatever was shown may be wrong. */
  onResync(): void;
}

const longestSilenceMs = 45_000;
const mostWaitMs = 15_000;

function codeOf(error: unknown): string | undefined {
  const [first] = Array.isArray(error) ? (error as { extensions?: { code?: string } }[]) : [];
  return first?.extensions?.code;
}

/** Closed because the hub does not know who asks. */
function isForbidden(error: unknown): boolean {
  return typeof error === 'object' && error !== null && 'code' in error && (error.code === 4403 || error.code === 4401);
}

/** A pause that ends early when the machine is back on line. */
function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      window.removeEventListener('online', done);
      signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, milliseconds);
    window.addEventListener('online', done);
    signal.addEventListener('abort', done);
  });
}

async function readOnce(client: Client, { cursor, onBatch, onPhase }: Follower): Promise<void> {
  let watch: ReturnType<typeof setTimeout> | undefined;
  // The hub says at least every twenty seconds that it is there; a socket that says nothing is dead.
  const expect = () => {
    clearTimeout(watch);
    watch = setTimeout(() => client.terminate(), longestSilenceMs);
  };
  try {
    expect();
    for await (const { data, errors } of client.iterate<AlertEvents>({
      query: text,
      variables: { after: cursor.read() },
    })) {
      if (errors !== undefined) throw errors;
      if (data === undefined || data === null) continue;
      expect();
      cursor.keep(data.alertEvents.endCursor);
      onPhase('live');
      onBatch(data.alertEvents);
    }
  } finally {
    clearTimeout(watch);
  }
}

const gone = new Set(['RESYNC', 'CURSOR_EXPIRED', 'CURSOR_INVALID']);

/** What a break of the connection means: the end, a new beginning, or another try. */
function meaningOf(error: unknown): 'end' | 'resync' | 'retry' {
  if (isForbidden(error)) return 'end';
  return gone.has(codeOf(error) ?? '') ? 'resync' : 'retry';
}

/**
 * Follows the alerts until the signal aborts: after every break it goes on after the last cursor, so that nothing is
 * missed and nothing comes twice.
 */
export async function followAlerts(url: string, follower: Follower, signal: AbortSignal): Promise<void> {
  const client = createClient({ url, lazy: true, retryAttempts: 0 });
  signal.addEventListener('abort', () => client.terminate());
  follower.onPhase('connecting');
  let failures = 0;
  const counting: Follower = {
    ...follower,
    onBatch(batch) {
      failures = 0;
      follower.onBatch(batch);
    },
  };
  while (!signal.aborted) {
    const meaning = await readOnce(client, counting).then(() => 'retry' as const, meaningOf);
    if (signal.aborted) return;
    if (meaning === 'end') return follower.onPhase('ended');
    if (meaning === 'resync') {
      follower.cursor.keep(undefined);
      follower.onResync();
    }
    follower.onPhase('reconnecting');
    await pause(Math.min(mostWaitMs, 500 * 2 ** failures) * (0.75 + Math.random() / 2), signal);
    failures += 1;
  }
}
