import { Pool, type PoolClient } from 'pg';
import { keptAlive, mustLead } from '../entities/connections.ts';

type Connected = (
  error: Error | undefined,
  client: PoolClient | undefined,
  release?: (error?: unknown) => void,
) => void;

/** A pool whose connections, when they are handed to a callback, may be given back more than once. */
class ForgivingPool extends Pool {
  override connect(): Promise<PoolClient>;
  override connect(callback: Connected): void;
  override connect(callback?: Connected): Promise<PoolClient> | undefined {
    if (callback === undefined) return super.connect();
    super.connect((error, client, release) => {
      let isBack = false;
      // A pool that has ended hands out no way to give back.
      callback(error, client, (reason) => {
        if (!isBack) release?.(reason as Error | undefined);
        isBack = true;
      });
    });
    return undefined;
  }
}

/**
 * Opens the job queue's own connections. The library that works with them would end the process with two of its habits: it
 * forgets a pool's listeners before the connections have ended, and it gives back twice a connection that is lost after it
 * began to listen and before it was told so, if it stops meanwhile.
 */
export function queuePool(connectionString: string): Pool {
  const pool = new ForgivingPool({ ...keptAlive, connectionString, onConnect: mustLead });
  const lost = () => {
    // Whoever uses a lost connection next is told so; idle ones are simply replaced.
  };
  pool.on('error', lost);
  pool.on('connect', (client) => void client.on('error', lost));
  return pool;
}
