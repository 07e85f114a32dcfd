/** A stage that works off a table whenever it is nudged, and from time to time in any case. */
export interface Loop {
  readonly name: string;
  nudge(): void;
  /** Lets the current round finish and starts no other. */
  stop(): Promise<void>;
}

/** What a loop is made of. */
export interface LoopOptions {
  name: string;
  /** One round: returns how much it worked off. */
  work: () => Promise<number>;
  /** A round that worked off so much has left something, and the next one follows at once. 1 unless given. */
  full?: number;
  /** The longest pause between rounds, for work that nobody announced. */
  pollMs: number;
  /** Called after a round that worked something off. */
  after?: (count: number) => void;
  onError: (name: string, error: unknown) => void;
}

// After a failure the loop waits longer each time, up to this.
const longestPauseMs = 10_000;

/** Starts a loop. Nudges that arrive during a round lead to exactly one more. */
export function startLoop({ name, work, full = 1, pollMs, after, onError }: LoopOptions): Loop {
  let nudged = true;
  let stopped = false;
  let wake = (): void => {};
  let failures = 0;

  async function pause(): Promise<void> {
    const ms = failures === 0 ? pollMs : Math.min(longestPauseMs, pollMs * 2 ** failures);
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, ms);
      wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
    wake = () => {};
  }

  /** Whether the next round is to follow at once. */
  async function round(): Promise<boolean> {
    try {
      const count = await work();
      failures = 0;
      if (count > 0) after?.(count);
      return count >= full;
    } catch (error) {
      failures += 1;
      onError(name, error);
      return false;
    }
  }

  async function run(): Promise<void> {
    while (!stopped) {
      nudged = false;
      const more = await round();
      if (!more && !nudged && !stopped) await pause();
    }
  }

  const done = run();
  return {
    name,
    nudge() {
      nudged = true;
      // After a failure the pause is kept: whoever nudges can't know that the database is down.
      if (failures === 0) wake();
    },
    async stop() {
      stopped = true;
      wake();
      await done;
    },
  };
}
