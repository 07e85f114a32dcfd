import type { DataSource } from 'typeorm';
import { openStates } from '../entities/delivery-states.ts';
import { type Sql, withConnection } from '../entities/sql.ts';

/**
 * Doubts every delivery that is not over, in a database that was restored: whatever it holds as still to be sent may have left
 * since the copy was made. To be called in the transaction that takes notice of that.
 */
export async function doubtDeliveries(sql: Sql): Promise<void> {
  await sql.run(
    `update outbox o set doubted_at = clock_timestamp() where o.state in ('waiting', 'ready', 'sending', 'unknown')`,
  );
}

/**
 * Makes the outcome of doubted deliveries unknown, each once it stands first in its lane, so that it is looked for before
 * anything is sent again. It rests first: the last byte may have left right before the database was restored.
 */
export async function doubtedToUnknown(database: DataSource, settleFloorSeconds: number): Promise<void> {
  await withConnection(database, (sql) =>
    sql.run(
      `with doubted as (
         update outbox o
            set state = 'unknown', changed_at = clock_timestamp(), lease_until = null, doubted_at = null,
                detail = 'the database was restored: it may have been sent before',
                attempt_id = coalesce(o.attempt_id, md5(o.id || ' ' || o.doubted_at)::uuid),
                sent_at = coalesce(o.sent_at, o.doubted_at),
                settle_until = o.doubted_at + make_interval(secs => $1)
          where o.state in ('ready', 'sending', 'unknown') and o.doubted_at is not null
            and not exists (
              select from outbox p
               where p.lane = o.lane and p.id < o.id and p.state in ${openStates}
                 -- A hold passes what waits for its gate, and so does the look for it.
                 and not (p.state = 'waiting' and exists (
                   select from correction_step s
                    where s.correction_id = o.correction_id and s.number = o.step_number and s.action = 'hold')))
         returning o.correction_id, o.correlation_id
       )
       insert into dirty (kind, golden_id, correlation_id)
       select distinct 'correction', d.correction_id, d.correlation_id from doubted d`,
      [settleFloorSeconds],
    ),
  );
}
