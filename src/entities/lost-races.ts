// 40001 serialization failure, 40P01 deadlock: the loser of a race tries again.
const lostRace = new Set(['40001', '40P01']);

/** Does work that may lose a race against another transaction again, five times at most. Throws what the last one threw. */
export async function retryLostRaces<T>(attempt: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await attempt();
    } catch (error) {
      if (tries === 5 || !lostRace.has((error as { code?: string }).code ?? '')) throw error;
    }
  }
}
