import type { DataSource } from 'typeorm';
import type { ReadScope } from '../entities/sql.ts';
import type { Bell } from './bell.ts';
import type { FeedPlace } from './cursor.ts';
import { type FeedBatch, readFeed } from './read-feed.ts';

/** What following the feed needs. */
export interface FollowOptions {
  database: DataSource;
  /** Asked before every read, so that a grant that was withdrawn takes effect at once; throws to end the stream. */
  scope: () => Promise<ReadScope>;
  after: FeedPlace;
  bell: Bell;
  signal: AbortSignal;
  /** Longest silence: then an empty batch says that the stream is alive and where it is. */
  heartbeatMs: number;
}

// Rings get lost between processes; this is how long a reader trusts silence.
const pollMs = 1000;

/**
 * Follows the feed from a place: first what is there already, then what comes, by one and the same loop, so that there
 * is no seam between the two. Ends when the signal aborts.
 */
export async function* followFeed(options: FollowOptions): AsyncGenerator<FeedBatch & { replay: boolean }, void> {
  const { database, bell, signal, heartbeatMs } = options;
  let place = options.after;
  let replay = true;
  // The first batch comes at once, be it empty: a subscriber then knows that it listens, and from where on.
  let silentSince = 0;
  while (!signal.aborted) {
    const ring = bell.wait(pollMs, signal);
    const batch = await readFeed(database, await options.scope(), place);
    place = batch.end;
    const heartbeat = Date.now() - silentSince >= heartbeatMs;
    if (batch.events.length > 0 || heartbeat) {
      silentSince = Date.now();
      yield { ...batch, replay };
    }
    if (batch.more) continue;
    replay = false;
    await ring;
  }
}
