import type { DataSource } from 'typeorm';
import { messageOf } from '../domain/errors.ts';
import { type Sql, transaction, withConnection } from '../entities/sql.ts';
import { applyMessages } from './apply-messages.ts';
import { exactInstant } from './exact-instant.ts';
import type { Interpreter, ReceivedMessage } from './interpret.ts';
import { settleMessages } from './settle-messages.ts';

// The first number of the advisory locks that keep a stripe to one worker; the second is the stripe.
const stripeLock = 71;
const batchSize = 300;
const mostAttempts = 5;

const received = `i.id::text, i.received_at, i.system, i.stream, i.key, ${exactInstant('i.version')} as version,
  ${exactInstant('i.observed_at')} as observed_at, i.raw, i.part, i.origin,
  encode(i.content_hash, 'hex') as content_hash, i.baseline, i.correlation_id`;

async function waitingStripes(database: DataSource): Promise<number[]> {
  const rows = await withConnection(database, (sql) =>
    sql.rows<{ stripe: number }>(
      `select distinct i.stripe from inbox i
        where i.state = 'new' and i.type = 'record' and (i.next_try_at is null or i.next_try_at <= clock_timestamp())`,
    ),
  );
  return rows.map((row) => row.stripe);
}

async function claim(sql: Sql, stripe: number, only?: string): Promise<ReceivedMessage[]> {
  // A statement of its own: the next one then sees everything that the last holder of the lock committed.
  const lock = await sql.row<{ got: boolean }>('select pg_try_advisory_xact_lock($1, $2) as got', [stripeLock, stripe]);
  if (lock?.got !== true) return [];
  return sql.rows<ReceivedMessage>(
    `select ${received} from inbox i
      where i.state = 'new' and i.type = 'record' and i.stripe = $1
        and (i.next_try_at is null or i.next_try_at <= clock_timestamp()) and ($2::bigint is null or i.id = $2)
      order by i.id limit ${batchSize}`,
    [stripe, only ?? null],
  );
}

/** When a whole batch fails, each message is tried alone, so that a poison message holds up nothing but itself. */
async function drainOneByOne(database: DataSource, interpret: Interpreter, stripe: number): Promise<number> {
  const waiting = await transaction(database, (sql) => claim(sql, stripe));
  for (const { id } of waiting) {
    try {
      await transaction(database, async (sql) => {
        const [message] = await claim(sql, stripe, id);
        if (message !== undefined) await settleMessages(sql, await applyMessages(sql, [message], interpret));
      });
    } catch (error) {
      await withConnection(database, (sql) =>
        sql.run(
          `update inbox set attempts = attempts + 1, reason = $2, reason_code = 'INTERNAL',
                  state = case when attempts + 1 >= ${mostAttempts} then 'parked' else state end,
                  next_try_at = clock_timestamp() + interval '1 second' * power(2, attempts)
            where id = $1`,
          [id, messageOf(error)],
        ),
      );
    }
  }
  return waiting.length;
}

async function drainStripe(database: DataSource, interpret: Interpreter, stripe: number): Promise<number> {
  try {
    return await transaction(database, async (sql) => {
      const messages = await claim(sql, stripe);
      if (messages.length > 0) await settleMessages(sql, await applyMessages(sql, messages, interpret));
      return messages.length;
    });
  } catch {
    return drainOneByOne(database, interpret, stripe);
  }
}

/**
 * Works off the inbox: every waiting message becomes canonical source records, in order per record. A message that
 * can't be read is parked with its reason. Returns how many messages were looked at.
 */
export async function drain(database: DataSource, interpret: Interpreter): Promise<number> {
  const stripes = await waitingStripes(database);
  let count = 0;
  // Two at a time: one maps in this process while the other waits for the database.
  while (stripes.length > 0) {
    const counts = await Promise.all(stripes.splice(0, 2).map((stripe) => drainStripe(database, interpret, stripe)));
    for (const drained of counts) count += drained;
  }
  return count;
}
