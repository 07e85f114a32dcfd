import type { DataSource } from 'typeorm';
import { messageOf } from '../domain/errors.ts';
import { cellLock, type Sql, transaction, withConnection } from '../entities/sql.ts';
import { goingSystems } from '../entities/system-ways.ts';
import { applyMessages } from './apply-messages.ts';
import { exactInstantSql } from './exact-instant.ts';
import type { Interpreter, ReceivedMessage } from './interpret.ts';
import { settleMessages } from './settle-messages.ts';

// The first number of the advisory locks that keep a stripe to one worker; the second is the stripe.
const stripeLock = 71;

/** So many messages are worked off at a time. */
export const drainBatch = 300;

const mostAttempts = 5;

/** A message of the inbox `i` as it is interpreted (SQL). */
export const receivedColumns = `i.id::text, i.received_at, i.system, i.stream, i.key, ${exactInstantSql('i.version')} as version,
  ${exactInstantSql('i.observed_at')} as observed_at, i.raw, i.part, i.origin,
  encode(i.content_hash, 'hex') as content_hash, i.baseline, i.correlation_id`;

const due = `i.state = 'new' and i.type = 'record' and (i.next_try_at is null or i.next_try_at <= clock_timestamp())
  and i.system = any (${goingSystems('in')})`;

/** Takes whatever stripes have something waiting and are free. What others hold, they work off. */
async function takeStripes(sql: Sql): Promise<number[]> {
  const rows = await sql.rows<{ stripe: number }>(
    `select w.stripe from (select distinct i.stripe from inbox i where ${due}) w
      where pg_try_advisory_xact_lock(${cellLock(stripeLock, 'w.stripe')})`,
  );
  return rows.map((row) => row.stripe);
}

async function claim(sql: Sql, only?: string): Promise<ReceivedMessage[]> {
  // A statement of its own: the next one then sees everything that the last holders of the locks committed.
  const stripes = await takeStripes(sql);
  if (stripes.length === 0) return [];
  return sql.rows<ReceivedMessage>(
    `select ${receivedColumns} from inbox i
      where ${due} and i.stripe = any ($1::smallint[]) and ($2::bigint is null or i.id = $2)
      order by i.id limit ${drainBatch}`,
    [stripes, only ?? null],
  );
}

/** When a whole batch fails, each message is tried alone, so that a poison message holds up nothing but itself. */
async function drainOneByOne(database: DataSource, interpret: Interpreter): Promise<number> {
  const waiting = await transaction(database, (sql) => claim(sql));
  for (const { id } of waiting) {
    try {
      await transaction(database, async (sql) => {
        const [message] = await claim(sql, id);
        if (message !== undefined) settleMessages(sql, await applyMessages(sql, [message], interpret));
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

/**
 * Works off a batch of the inbox: waiting messages become canonical source records, in order per record, because a
 * record's messages share a stripe. One that can't be read is parked with its reason. Returns how many were looked at.
 */
export async function drain(database: DataSource, interpret: Interpreter): Promise<number> {
  try {
    return await transaction(database, async (sql) => {
      const messages = await claim(sql);
      if (messages.length > 0) settleMessages(sql, await applyMessages(sql, messages, interpret));
      return messages.length;
    });
  } catch {
    return drainOneByOne(database, interpret);
  }
}
