/** Work by key: of one key one after the other, of different keys at the same time. */
export interface SideBySide {
  /** Starts the work of each key of which none is under way. */
  start(keys: readonly string[]): void;
  /** Waits for all that is under way. */
  settled(): Promise<void>;
}

/** Runs work by key, so that one key that takes long keeps no other waiting. */
export function sideBySide(
  work: (key: string) => Promise<void>,
  onError: (key: string, error: unknown) => void,
): SideBySide {
  const underWay = new Map<string, Promise<void>>();
  return {
    start(keys) {
      for (const key of keys.filter((each) => !underWay.has(each))) {
        // It is off the list before whoever is nudged by it looks there.
        const run = async () => {
          try {
            await work(key);
          } catch (error) {
            onError(key, error);
          }
        };
        underWay.set(
          key,
          run().finally(() => underWay.delete(key)),
        );
      }
    },
    async settled() {
      await Promise.all(underWay.values());
    },
  };
}
