import type { ClientBase, PoolClient } from 'pg';
import { HubError } from '../domain/errors.ts';

/** How a connection finds out that the machine at its other end is gone; unasked, it would wait for ever. */
export const keptAlive = { keepAlive: true, keepAliveInitialDelayMillis: 10_000 };

/**
 * What every connection of a hub asks of the server, as an option of the connection. A hub that stands still in the middle
 * of a transaction gives up its locks, and one whose machine is gone gives up those of its session too, within a minute:
 * unasked, the server would notice the latter after two hours.
 */
export const sessionSettings = [
  'idle_in_transaction_session_timeout=60s',
  'tcp_keepalives_idle=15',
  'tcp_keepalives_interval=5',
  'tcp_keepalives_count=3',
]
  .map((each) => `-c ${each}`)
  .join(' ');

/** Refuses a new connection to a server that follows another one: nothing can be written there. */
export async function mustLead(client: ClientBase): Promise<void> {
  const { rows } = await client.query('select pg_is_in_recovery() as follows');
  if (rows[0].follows) throw new HubError('DATABASE_UNAVAILABLE', 'the address leads to a standby');
}

// 08… the connection failed, 57P0… the server is ended, crashed or not there yet.
const lost = /^(08|57P0)/;
// The server has become a standby, unless it was a transaction that was to write nothing.
const readOnly = '25006';

/** Whether whoever got the same connection next would only be told the same. */
function isLost(error: unknown, mayWrite: boolean): boolean {
  const { severity, code = '' } = error as { severity?: string; code?: string };
  return severity === 'FATAL' || lost.test(code) || (mayWrite && code === readOnly);
}

/** The error by its name in the catalogue, if it has one: whoever sees it must know that trying again helps. */
function named(error: unknown, isLoss: boolean): unknown {
  if (error instanceof HubError) return error;
  const { code, message } = error as { code?: string; message?: string };
  // 53100 no room on the disk.
  if (code === '53100') return new HubError('DATABASE_FULL', message, { cause: error });
  return isLoss ? new HubError('DATABASE_UNAVAILABLE', message, { cause: error }) : error;
}

/**
 * Works with a borrowed connection, which is ended when the server is lost. Throws DATABASE_FULL when the server has no room
 * left, and DATABASE_UNAVAILABLE when it is lost, or when somebody cancelled the wait for a synchronous standby: the server
 * then says that it has committed, and warns that the standby may not know.
 */
export async function workingOn<T>(client: PoolClient, mayWrite: boolean, work: () => Promise<T>): Promise<T> {
  let doubted = false;
  const hear = ({ routine }: { routine: string | undefined }) => {
    // The words depend on the server's language, and the code is that of any warning.
    if (routine === 'SyncRepWaitForLSN') doubted = true;
  };
  let lostBy: unknown;
  const lose = (error: unknown) => {
    lostBy ??= error;
  };
  client.on('notice', hear);
  client.on('error', lose);
  try {
    const result = await work();
    if (doubted) throw new HubError('DATABASE_UNAVAILABLE', 'committed, but a standby that takes over may not have it');
    return result;
  } catch (noticed) {
    // What is lost between two statements says why at once, and to the next one only that it can't be asked any more.
    const isUnusable =
      lostBy !== undefined && /is not queryable$/.test((noticed as { message?: string }).message ?? '');
    const error = isUnusable ? lostBy : noticed;
    const isLoss = isUnusable || isLost(error, mayWrite);
    // The pool takes no connection back that is ending.
    if (isLoss) void (client as PoolClient & { end(): Promise<void> }).end().catch(() => undefined);
    throw named(error, isLoss);
  } finally {
    client.off('notice', hear);
    client.off('error', lose);
  }
}
