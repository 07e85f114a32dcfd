// Less than a test may take, so that what is missing is named.
const usualPatienceMs = 60_000;
const lookEveryMs = 20;

/** Waits until the check returns something, and returns that. Throws, saying what for, when it never does. */
export async function until<T>(
  check: () => Promise<T | undefined | false>,
  what: string,
  patienceMs = usualPatienceMs,
): Promise<T> {
  const deadline = Date.now() + patienceMs;
  for (;;) {
    const result = await check();
    if (result !== undefined && result !== false) return result;
    if (Date.now() > deadline) throw new Error(`it did not come about in time: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, lookEveryMs));
  }
}
