import { createHash } from 'node:crypto';
import type { DataSource } from 'typeorm';
import type { Stream } from '../domain/connector.ts';
import { HubError, messageOf } from '../domain/errors.ts';
import { type Sql, transaction, transactionUnder, withConnection } from '../entities/sql.ts';
import { goingSystems } from '../entities/system-ways.ts';
import { freeTurns, inTurn, type Turns } from '../entities/turns.ts';
import { appendRecords } from './inbox.ts';

/** Finds a stream and its client by name; undefined when the system or the stream is not configured. */
export type FindStream = (system: string, stream: string) => { stream: Stream<unknown>; client: unknown } | undefined;

interface HintGroup {
  system: string;
  stream: string;
  ids: string[];
  keys: string[];
  correlation_id: string;
}

// One query of a source takes at most this many keys.
const mostKeys = 200;
const mostAttempts = 8;
const hintLock = 74;

/** What following hints rests on: which system's, all of them unless one is named, and its turns. */
export interface HintContext {
  system?: string | undefined;
  turns: Turns;
}

const due = `i.state = 'new' and i.type = 'hint' and (i.next_try_at is null or i.next_try_at <= clock_timestamp())
  and i.system = any (${goingSystems('in')})`;

/** The systems that have hints to follow. */
export async function hintedSystems(database: DataSource): Promise<string[]> {
  const rows = await withConnection(database, (sql) =>
    sql.rows<{ system: string }>(`select distinct i.system from inbox i where ${due}`),
  );
  return rows.map(({ system }) => system);
}

async function waitingGroups(sql: Sql, system: string | undefined): Promise<HintGroup[]> {
  return sql.rows(
    `select i.system, i.stream, array_agg(i.id::text order by i.id) as ids,
            array_agg(distinct i.key) as keys, (array_agg(i.correlation_id order by i.id))[1]::text as correlation_id
       from (select i.id, i.system, i.stream, i.key, i.correlation_id,
                    (dense_rank() over (partition by i.system, i.stream order by i.key) - 1) / ${mostKeys} as chunk
               from inbox i
              where ($1::text is null or i.system = $1) and ${due}) i
      group by i.system, i.stream, i.correlation_id, i.chunk order by min(i.id)`,
    [system ?? null],
  );
}

/** Those of the groups that have a turn now; the others wait without having been tried. */
async function withTurn(sql: Sql, groups: readonly HintGroup[], turns: Turns): Promise<HintGroup[]> {
  const taken: HintGroup[] = [];
  const refused = new Set<string>();
  for (const group of groups.filter(({ system }) => !refused.has(system))) {
    const { wait } = await turns.begin(sql, group.system, 'in');
    if (wait === 0) taken.push(group);
    else refused.add(group.system);
  }
  return taken;
}

async function finish(sql: Sql, ids: readonly string[], state: 'done' | 'parked', code?: string, reason?: string) {
  await sql.run(
    `update inbox set state = $2, reason_code = $3, reason = $4, attempts = attempts + 1
      where id = any ($1::bigint[]) and state = 'new'`,
    [ids, state, code ?? null, reason ?? null],
  );
}

async function tryLater(database: DataSource, group: HintGroup, error: unknown): Promise<void> {
  // What has only just been written may not be readable yet, so a record that is missing is looked for again.
  const retryable = error instanceof HubError && (error.retryable || error.code === 'GONE_AT_SOURCE');
  const wait = error instanceof HubError ? (error.retryAfter ?? null) : null;
  await withConnection(database, (sql) =>
    sql.run(
      `update inbox set attempts = attempts + 1, reason_code = $2, reason = $3,
              state = case when not $4 or attempts + 1 >= ${mostAttempts} then 'parked' else state end,
              next_try_at = clock_timestamp() + coalesce($5 * interval '1 second',
                                                         interval '0.25 second' * power(2, attempts))
        where id = any ($1::bigint[]) and state = 'new'`,
      [group.ids, error instanceof HubError ? error.code : 'INTERNAL', messageOf(error), retryable, wait],
    ),
  );
}

/** Reads again what one event hinted at; the answer enters the inbox under the event's correlation id. */
async function follow(database: DataSource, group: HintGroup, find: FindStream, turns: Turns): Promise<void> {
  const found = find(group.system, group.stream);
  if (found === undefined) {
    await withConnection(database, (sql) => finish(sql, group.ids, 'parked', 'UNMAPPED_OBJECT', 'no such stream'));
    return;
  }
  const { messages, observedAt } = await inTurn(turns, group.system, 'in', () =>
    found.stream.fetch(found.client, group.keys),
  );
  if (messages.length === 0) throw new HubError('GONE_AT_SOURCE', `the source has no ${group.keys.join(', ')}`);
  await transaction(database, async (sql) => {
    const context = {
      system: group.system,
      origin: 'reread',
      correlationId: group.correlation_id,
      causationId: `inbox:${group.ids[0]}`,
    } as const;
    const records = messages.map(({ key, version, body }) => ({
      stream: group.stream,
      key,
      version,
      observedAt,
      raw: JSON.stringify(body),
    }));
    await appendRecords(sql, context, records);
    await finish(sql, group.ids, 'done');
  });
}

/** Of one system one hub at a time looks for hints; different systems' are looked for at the same time. */
const lockOf = (system = '') => [hintLock, createHash('sha256').update(system).digest().readInt32BE(0)] as const;

/**
 * Follows waiting hints: those of one event and stream collapse into one read. A source that is down is tried again
 * with growing pauses; one that refuses parks the hint. Returns the number of groups followed.
 */
export async function followHints(
  database: DataSource,
  find: FindStream,
  { system, turns }: HintContext = { turns: freeTurns },
): Promise<number> {
  const groups = await transactionUnder(database, lockOf(system), async (sql) => {
    const taken = await withTurn(sql, await waitingGroups(sql, system), turns);
    if (taken.length === 0) return taken;
    // A lease: if this hub dies while reading, another one reads again a little later.
    await sql.run(
      `update inbox set next_try_at = clock_timestamp() + interval '30 seconds' where id = any ($1::bigint[])`,
      [taken.flatMap((group) => group.ids)],
    );
    return taken;
  });
  await Promise.all(
    (groups ?? []).map((group) =>
      follow(database, group, find, turns).catch((error: unknown) => tryLater(database, group, error)),
    ),
  );
  return groups?.length ?? 0;
}
