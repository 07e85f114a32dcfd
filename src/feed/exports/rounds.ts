import { randomUUID } from 'node:crypto';
import type { DataSource } from 'typeorm';
import type { ExportStatus } from '../../domain/feed-export.ts';
import { appendAudit } from '../../entities/append-audit.ts';
import { type Sql, transaction, withConnection } from '../../entities/sql.ts';

/** A round of an export that this process has begun. */
export interface Round {
  name: string;
  sender: string;
  epoch: number;
  pos: number;
  failures: number;
}

interface Claimed {
  epoch: number;
  pos: string;
  failures: number;
}

/**
 * Begins a round, if there is something to read and nobody else has begun one: of all hubs one sends at a time. Should it
 * not end its round, another may begin when the lease is over.
 */
export async function beginRound(database: DataSource, name: string, leaseSeconds: number): Promise<Round | undefined> {
  const sender = randomUUID();
  const row = await withConnection(database, (sql) =>
    sql.row<Claimed & Record<string, unknown>>(
      `update feed_export e set sender = $2, lease_until = clock_timestamp() + make_interval(secs => $3)
         from sequencer s
        where e.name = $1 and e.state = 'running' and (s.last_pos > e.pos or s.epoch <> e.epoch)
          and (e.next_try_at is null or e.next_try_at <= clock_timestamp())
          and (e.lease_until is null or e.lease_until <= clock_timestamp())
       returning e.epoch, e.pos::text, e.failures`,
      [name, sender, leaseSeconds],
    ),
  );
  return row === undefined ? undefined : { name, sender, ...row, pos: Number(row.pos) };
}

/** Ends a round. Only whoever holds it may say what became of it: a place that was reset meanwhile stays. */
function end(sql: Sql, { name, sender }: Round, set: string, params: readonly unknown[] = []): Promise<number> {
  return sql.run(
    `update feed_export e set sender = null, lease_until = null${set} where e.name = $1 and e.sender = $2`,
    [name, sender, ...params],
  );
}

const noFailure = 'failures = 0, failing_since = null, next_try_at = null, message = null';

/** Moves the place behind what the receiver has accepted, if it was sent anything, and behind what was not for it. */
export async function endAccepted(database: DataSource, round: Round, pos: number, accepted: boolean): Promise<void> {
  const success = accepted ? `, accepted_at = clock_timestamp(), ${noFailure}` : '';
  await withConnection(database, (sql) => end(sql, round, `, pos = $3${success}`, [pos]));
}

/** Ends a round of which nothing became. */
export async function endUndone(database: DataSource, round: Round): Promise<void> {
  await withConnection(database, (sql) => end(sql, round, ''));
}

/** What a receiver refused, after how much it had taken. */
export interface Failed {
  /** Where the place is moved to, where the receiver took something first. */
  through: number | undefined;
  message: string;
  retryInSeconds: number;
  /** Whether to give the export up at once, and otherwise after how many days of nothing but failures. */
  giveUp: boolean;
  giveUpAfterDays: number;
}

async function tellGivenUp(sql: Sql, name: string, detail: object): Promise<void> {
  const entry = { actor: 'hub', action: 'export.give_up', subject: `export:${name}`, detail };
  await appendAudit(sql, [{ ...entry, legalEntityId: null, correlationId: randomUUID() }]);
}

/**
 * Writes down a failure. Returns what the export does now, or undefined when the round was no longer this one's to end.
 */
export async function endFailed(database: DataSource, round: Round, failed: Failed): Promise<ExportStatus | undefined> {
  const { through, message, retryInSeconds, giveUp, giveUpAfterDays } = failed;
  return transaction(database, async (sql) => {
    const row = await sql.row<{ state: ExportStatus }>(
      `with before as (
         select e.name, case when $3::bigint is null then e.failing_since end as failing_since from feed_export e
          where e.name = $1 and e.sender = $2 for update
       )
       update feed_export e
          set sender = null, lease_until = null, pos = coalesce($3, e.pos),
              accepted_at = case when $3::bigint is null then e.accepted_at else clock_timestamp() end,
              failures = case when $3::bigint is null then e.failures + 1 else 1 end,
              failing_since = coalesce(b.failing_since, clock_timestamp()), message = $4,
              next_try_at = clock_timestamp() + make_interval(secs => $5),
              state = case when $6 or b.failing_since < clock_timestamp() - make_interval(secs => $7)
                           then 'disabled' else e.state end
         from before b
        where e.name = b.name
       returning e.state`,
      [round.name, round.sender, through ?? null, message, retryInSeconds, giveUp, giveUpAfterDays * 86_400],
    );
    if (row?.state === 'disabled') await tellGivenUp(sql, round.name, { message });
    return row?.state;
  });
}

/** Stops an export whose place is no longer one of the feed. */
export async function endLost(database: DataSource, round: Round, message: string): Promise<void> {
  await transaction(database, async (sql) => {
    if ((await end(sql, round, `, state = 'resync', message = $3`, [message])) > 0) {
      await tellGivenUp(sql, round.name, { message });
    }
  });
}
