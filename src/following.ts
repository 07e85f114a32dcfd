import type { DataSource } from 'typeorm';
import type { Turns } from './entities/turns.ts';
import { type FindStream, followHints, hintedSystems } from './ingest/hints.ts';
import { startLoop } from './schedule/loop.ts';
import { sideBySide } from './schedule/side-by-side.ts';

/** What follows hints. */
export interface Following {
  /** There may be something to follow. */
  nudge(): void;
  stop(): Promise<void>;
}

/** Starts following hints, of each system beside those of the others. `onFollowed` is told when some have been. */
export function startFollowing(
  database: DataSource,
  find: FindStream,
  turns: Turns,
  onFollowed: () => void,
  onError: (name: string, error: unknown) => void,
): Following {
  const reading = sideBySide(async (system) => {
    if ((await followHints(database, find, { system, turns })) === 0) return;
    onFollowed();
    hints.nudge();
  }, onError);
  const hints = startLoop({
    name: 'hints',
    pollMs: 500,
    async work() {
      reading.start(await hintedSystems(database));
      return 0;
    },
    onError,
  });
  return {
    nudge: () => hints.nudge(),
    async stop() {
      await hints.stop();
      await reading.settled();
    },
  };
}
