import type { DataSource } from 'typeorm';
import type { Page, PullLimits, Stream } from '../domain/connector.ts';
import { messageOf } from '../domain/errors.ts';
import { type Sql, transaction, withConnection } from '../entities/sql.ts';
import { appendRecords, type InboxRecord } from './inbox.ts';

/** A stream with the client that reads it. */
export interface PolledStream {
  system: string;
  name: string;
  stream: Stream<unknown>;
  client: unknown;
}

interface StreamRow {
  cursor: unknown;
  baseline: 'none' | 'loading' | 'complete';
  paused: boolean;
}

// The first number of the lock that keeps a stream to one poll at a time; the second is a hash of its name.
const pollLock = 73;

async function store(sql: Sql, polled: PolledStream, page: Page, baseline: boolean, correlationId: string) {
  const records = page.messages.map(
    ({ key, version, body }): InboxRecord => ({
      stream: polled.name,
      key,
      version,
      observedAt: page.observedAt,
      raw: JSON.stringify(body),
    }),
  );
  const context = { system: polled.system, origin: 'poll', correlationId, baseline } as const;
  const count = await appendRecords(sql, context, records);
  await sql.run(
    `update stream s
        set cursor = $3, received_records = s.received_records + $4, last_success_at = clock_timestamp(),
            last_error = null, failing_since = null,
            expected_records = coalesce($5, s.expected_records),
            baseline = case when s.baseline = 'complete' or $6::timestamptz is not null then 'complete' else 'loading' end,
            covered_through = coalesce($6, s.covered_through),
            covered_inbox_id = case when $6::timestamptz is null then s.covered_inbox_id
                                    else (select last_value from inbox_id) end,
            covered_mark_id = case when $6::timestamptz is null then s.covered_mark_id end
      where s.system = $1 and s.name = $2`,
    [polled.system, polled.name, JSON.stringify(page.state), count, page.total ?? null, page.knownThrough ?? null],
  );
  return count;
}

async function noteFailure(database: DataSource, polled: PolledStream, error: unknown): Promise<void> {
  await withConnection(database, (sql) =>
    sql.run(
      `update stream s set last_error = $3, failing_since = coalesce(s.failing_since, clock_timestamp())
        where s.system = $1 and s.name = $2`,
      [polled.system, polled.name, messageOf(error)],
    ),
  );
}

/**
 * Pulls a stream until it has no more, page by page; each page enters the inbox together with the new cursor. The
 * first run is the baseline. Returns how many messages went in; throws what the source threw, after noting it.
 */
export async function pollStream(
  database: DataSource,
  polled: PolledStream,
  limits: PullLimits,
  newCorrelationId: () => string,
  onPage: (count: number) => void = () => {},
): Promise<number> {
  const lock = `hashtext('${polled.system}/${polled.name}')`;
  let total = 0;
  try {
    for (;;) {
      // The page is read outside any transaction, so that a slow source holds no lock and no snapshot.
      const row = await withConnection(database, (sql) =>
        sql.row<StreamRow>('select s.cursor, s.baseline, s.paused from stream s where s.system = $1 and s.name = $2', [
          polled.system,
          polled.name,
        ]),
      );
      if (row === undefined || row.paused) return total;
      const page = await polled.stream.pull(polled.client, row.cursor ?? undefined, limits);
      const stored = await transaction(database, async (sql) => {
        await sql.run(`select pg_advisory_xact_lock(${pollLock}, ${lock})`);
        return store(sql, polled, page, row.baseline !== 'complete', newCorrelationId());
      });
      total += stored;
      onPage(stored);
      if (!page.more) return total;
    }
  } catch (error) {
    await noteFailure(database, polled, error);
    throw error;
  }
}
