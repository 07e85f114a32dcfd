import type { Logger } from 'pino';
import type { DataSource } from 'typeorm';
import {
  type Lateness,
  onTime,
  type Sheddable,
  type Shedding,
  type SheddingLimits,
  shedAt,
  smoothed,
} from './domain/shedding.ts';
import { withConnection } from './entities/sql.ts';
import type { Turns } from './entities/turns.ts';

const lookEveryMs = 250;

/** How long a connection is waited for, in milliseconds: the last wait, or the one that is not over yet. */
function waitFor(database: DataSource): () => number {
  let last = 0;
  let since: number | undefined;
  return () => {
    if (since !== undefined) return Math.max(last, performance.now() - since);
    const asked = performance.now();
    since = asked;
    withConnection(database, async () => {
      last = performance.now() - asked;
    })
      // A database that is not there is no load: whoever asks is told so.
      .catch(() => {
        last = 0;
      })
      .finally(() => {
        since = undefined;
      });
    return last;
  };
}

/** What decides what a process leaves undone. */
export interface SheddingWatch extends Shedding {
  stop(): void;
}

/** Watches how late this process is. */
export function watchLateness(
  { hub, reader }: { hub: DataSource; reader: DataSource },
  limits: SheddingLimits,
  log: Logger,
): SheddingWatch {
  const [writing, reading] = [waitFor(hub), waitFor(reader)];
  let lateness: Lateness = onTime;
  let shed: readonly Sheddable[] = [];
  let due = performance.now() + lookEveryMs;
  const watching = setInterval(() => {
    const now = performance.now();
    lateness = smoothed(lateness, { loop: Math.max(0, now - due), writing: writing(), reading: reading() });
    due = now + lookEveryMs;
    const before = shed;
    shed = shedAt(lateness, limits);
    if (shed.length !== before.length) log.warn({ shed, lateness }, 'what is left undone for being late has changed');
  }, lookEveryMs);
  return {
    get lateness() {
      return lateness;
    },
    get shed() {
      return shed;
    },
    stop: () => clearInterval(watching),
  };
}

const slowedSeconds = 5;
const oneIn = 4;

/** Turns for polls: while polls are to slow down, only every fourth is had at once, so that sources are still read. */
export function slowedTurns(turns: Turns, shedding: Pick<Shedding, 'shed'>): Turns {
  let asked = 0;
  return {
    ...turns,
    async begin(sql, system, direction) {
      asked += 1;
      const waits = direction === 'in' && shedding.shed.includes('polls') && asked % oneIn !== 0;
      return waits ? { wait: slowedSeconds, because: 'load' } : turns.begin(sql, system, direction);
    },
  };
}
