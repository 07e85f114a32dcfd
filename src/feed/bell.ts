/** Wakes whoever waits for something to happen in this process. Ringing tells nothing; the tables are the truth. */
export class Bell {
  private waiting = new Set<() => void>();
  private readonly always: (() => void)[] = [];

  /** Calls the listener at every ring from now on. */
  onRing(listener: () => void): void {
    this.always.push(listener);
  }

  ring(): void {
    for (const listener of this.always) listener();
    const all = this.waiting;
    this.waiting = new Set();
    for (const wake of all) wake();
  }

  /** Resolves when the bell rings, when the time is up, or when the signal aborts. */
  wait(ms: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const done = (): void => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', done);
        this.waiting.delete(done);
        resolve();
      };
      const timer = setTimeout(done, ms);
      signal?.addEventListener('abort', done, { once: true });
      if (signal?.aborted === true) done();
      else this.waiting.add(done);
    });
  }
}
