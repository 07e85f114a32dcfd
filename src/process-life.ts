// Less than supervisors and orchestrators usually grant before they kill.
const mostDrainMs = 20_000;

/** What a process runs until it is told to stop. */
export interface Running {
  /** Takes nothing new, finishes what has begun, and lets go of everything. */
  stop(): Promise<void>;
}

/** How a process runs. `onLate` is called when what had begun could not be finished in time and is cut off. */
export interface ProcessLife {
  /** Asks the signal between its steps; returns nothing when it gave up because of it. */
  start: (stopping: AbortSignal) => Promise<Running | undefined>;
  onLate: () => void;
}

/**
 * Runs what is started until SIGTERM, SIGINT or the end of the parent process; a signal that comes during the start counts.
 * Then what has begun is finished, for at most 20 s, and the process exits with 0; with 1 when something was cut off, at
 * once when a second signal comes. Throws what the start throws.
 */
export async function runUntilTold({ start, onLate }: ProcessLife): Promise<void> {
  const stopping = new AbortController();
  let tell = () => {};
  const told = new Promise<void>((resolve) => {
    tell = resolve;
  });
  const stop = () => {
    if (stopping.signal.aborted) return;
    stopping.abort();
    setTimeout(() => {
      onLate();
      process.exit(1);
    }, mostDrainMs).unref();
    tell();
  };
  const onSignal = () => {
    if (stopping.signal.aborted) process.exit(1);
    stop();
  };
  process.on('SIGTERM', onSignal);
  process.on('SIGINT', onSignal);
  // Whoever supervised this process is gone; it may have sent a signal before.
  process.on('disconnect', stop);

  const running = await start(stopping.signal);
  if (running === undefined) return process.exit(0);
  await told;
  await running.stop();
  process.exit(0);
}
